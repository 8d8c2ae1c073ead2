import { RuntimeError } from '../runtime-error.ts';
import { engineMessage } from './docker-error.ts';

/** An image that is not here and cannot be got, in the words Argo has for a pod whose container waits for it. */
export function pullRefusal(image: string, error: unknown): RuntimeError {
  const message = engineMessage(error);
  const missing = /not found|does not exist|manifest unknown|repository name not known/i.test(message);
  return new RuntimeError(
    missing ? 'image_not_found' : 'image_unpullable',
    `Pod failed before main container starts due to ErrImagePull: image "${image}" is not on this host and cannot be pulled: ${message}${remedy(image, message)}`,
    { cause: error },
  );
}

/** Today's engines refuse the image format of 2015; Argo's best known example image has it. */
function remedy(image: string, message: string): string {
  if (/^(docker\.io\/)?docker\/whalesay(:|@|$)/.test(image)) {
    return ' (no current engine pulls it, for its old format: build a stand-in with "npm run image:whalesay")';
  }
  if (/schema ?(version )?1|image format v1/i.test(message)) {
    return ' (an image format of before 2017: push the image anew with a current engine)';
  }
  return '';
}
