import type { WorkflowCommand } from '@tiphys/engine';
import { ApiError } from './errors.ts';

type SetNodes = Extract<WorkflowCommand, { type: 'setNodes' }>;

/** What `argo node set` asks for, every part a text. */
export interface SetRequest {
  nodeFieldSelector: string;
  phase: string;
  message: string;
  /** A JSON object of texts. */
  outputParameters: string;
}

const PHASES = ['', 'Succeeded', 'Failed', 'Error'] as const;

/**
 * The command for it.
 *
 * @throws ApiError invalid_argument.
 */
export function setNodesCommand(request: SetRequest): SetNodes {
  const phase = PHASES.find((known) => known === request.phase);
  if (phase === undefined) {
    throw new ApiError('invalid_argument', `${request.phase} is an invalid phase to set to`);
  }
  const outputParameters = readOutputs(request.outputParameters);
  return {
    type: 'setNodes',
    nodeFieldSelector: request.nodeFieldSelector,
    setting: {
      ...(phase === '' ? {} : { phase }),
      ...(request.message === '' ? {} : { message: request.message }),
      ...(outputParameters.length === 0 ? {} : { outputParameters }),
    },
  };
}

function readOutputs(text: string): { name: string; value: string }[] {
  if (text === '') return [];
  const refuse = (why: string): never => {
    throw new ApiError('invalid_argument', `unable to parse output parameter set request: ${why}`);
  };
  let outputs: unknown;
  try {
    outputs = JSON.parse(text);
  } catch {
    refuse('it is no JSON');
  }
  if (outputs === null) return [];
  if (typeof outputs !== 'object' || Array.isArray(outputs)) return refuse('it is no object');
  return Object.entries(outputs as object).map(([name, value]: [string, unknown]) =>
    typeof value === 'string' ? { name, value } : refuse(`${name} is no text`),
  );
}
