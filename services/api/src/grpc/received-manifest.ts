import { formatPath } from '@tiphys/spec';
import {
  unknownFieldsOf,
  WireError,
  WORKFLOW_TYPE,
  type Workflow,
  workflowFromMessage,
} from '@tiphys/wire/argo';
import { ApiError } from '../errors.ts';

/**
 * The manifest of a request as JSON. Fields that Argo does not have either are refused, not dropped.
 *
 * @throws ApiError invalid_argument
 */
export function receivedManifest(message: Workflow | undefined): unknown {
  return receivedObject(WORKFLOW_TYPE, message, workflowFromMessage);
}

/** The same for an object of any kind. */
export function receivedObject<M extends object>(
  typeName: string,
  message: M | undefined,
  toJson: (message: M) => unknown,
): unknown {
  const noun = nounOf(typeName);
  if (message === undefined) throw new ApiError('invalid_argument', `${noun} body not specified`);
  const unknown = unknownFieldsOf(typeName, message);
  if (unknown.length > 0) {
    const named = unknown.map(
      ({ path, number }) => `${formatPath(path) || noun}: unknown field number ${number}`,
    );
    throw new ApiError('invalid_argument', named.join('\n'));
  }
  try {
    return toJson(message);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    // Raw JSON that is none: the client's own mistake.
    throw new ApiError('invalid_argument', error.message, { cause: error });
  }
}

/** `workflow`, `workflow template`. */
function nounOf(typeName: string): string {
  return typeName
    .slice(typeName.lastIndexOf('.') + 1)
    .replace(/(?<=.)[A-Z]/g, (letter) => ` ${letter}`)
    .toLowerCase();
}
