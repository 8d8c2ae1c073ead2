import { ARGO } from './argo-names.ts';
import { artifactPaths } from './artifact-fields.ts';
import { honoured, list, object, objectType, text } from './field.ts';

const source = objectType(`${ARGO}DataSource`, 'source', [honoured('artifactPaths', object(artifactPaths))]);

const step = objectType(`${ARGO}TransformationStep`, 'transformation', [
  honoured('expression', text, { always: '' }),
]);

export const data = objectType(`${ARGO}Data`, 'source of data', [
  honoured('source', object(source), { always: {}, missing: {} }),
  honoured('transformation', list(object(step)), { always: null }),
]);
