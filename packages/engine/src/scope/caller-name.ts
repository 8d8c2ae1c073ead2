import type { NodeRole } from '../events.ts';
import type { NodeState, WorkflowState } from '../state.ts';

/** The node of a call, or the call that is to get one. */
interface NamedCall {
  nodeName: string;
  role: NodeRole;
  ownerId: string | undefined;
  boundaryID: string | undefined;
}

/**
 * `node.name`, and `steps.name` or `tasks.name`: as the node has it, with what was built into it, and the item. They
 * are in a template before it is tried, so that all attempts have those of the call; the entrypoint and handlers are
 * called by a step without a name (executeTemplate, workflow/controller/operator.go).
 */
export function* callerNames(state: WorkflowState, call: NamedCall): Iterable<[name: string, value: string]> {
  const { role, ownerId, boundaryID, nodeName } = call;
  const owner = state.nodes.get(ownerId ?? '');
  switch (role) {
    case 'attempt':
      if (owner !== undefined) yield* callerNames(state, { ...owner, nodeName: owner.name });
      return;
    case 'step':
      // The node of a step is named below its group, that of a task or item below the DAG.
      yield ['steps.name', below(owner, nodeName)];
      break;
    case 'task':
    case 'item':
      yield ['tasks.name', below(state.nodes.get(boundaryID ?? ''), nodeName)];
      break;
    case 'entry':
    case 'exitHandler':
    case 'hook':
      yield ['steps.name', ''];
      break;
    default:
  }
  yield ['node.name', nodeName];
}

function below(around: NodeState | undefined, name: string): string {
  return name.slice((around?.name.length ?? -1) + 1);
}
