import { ARGO } from './argo-names.ts';
import { secretKeySelector } from './artifact-parts.ts';
import { flag, honoured, integer, list, object, objectType, text } from './field.ts';

const headerSource = objectType(`${ARGO}HTTPHeaderSource`, 'source', [
  honoured('secretKeyRef', object(secretKeySelector)),
]);

const header = objectType(`${ARGO}HTTPHeader`, 'header', [
  honoured('name', text, { always: '', missing: '' }),
  honoured('value', text),
  honoured('valueFrom', object(headerSource)),
]);

/** Go's []byte is base64 in JSON and YAML. */
const bodySource = objectType(`${ARGO}HTTPBodySource`, 'source', [honoured('bytes', text)]);

export const http = objectType(`${ARGO}HTTP`, 'request', [
  honoured('method', text),
  honoured('url', text, { always: '', missing: '' }),
  honoured('headers', list(object(header))),
  honoured('timeoutSeconds', integer),
  honoured('successCondition', text),
  honoured('body', text),
  honoured('bodyFrom', object(bodySource)),
  honoured('insecureSkipVerify', flag),
]);
