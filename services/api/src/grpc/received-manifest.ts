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
  if (message === undefined) throw new ApiError('invalid_argument', 'workflow body not specified');
  const unknown = unknownFieldsOf(WORKFLOW_TYPE, message);
  if (unknown.length > 0) {
    const named = unknown.map(
      ({ path, number }) => `${formatPath(path) || 'workflow'}: unknown field number ${number}`,
    );
    throw new ApiError('invalid_argument', named.join('\n'));
  }
  try {
    return workflowFromMessage(message);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    // Raw JSON that is none: the client's own mistake.
    throw new ApiError('invalid_argument', error.message, { cause: error });
  }
}
