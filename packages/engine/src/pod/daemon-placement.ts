import type { NodeState, WorkflowState } from '../state.ts';
import type { ContainerTask } from './container-task.ts';

/** The most daemons of one node that are looked at. */
const MAX_DAEMONS = 64;

/**
 * The agent that a task has to run on, since it names the address of a daemon: other hosts do not reach it.
 *
 * @returns undefined where it names none.
 */
export function agentOfNamedDaemon(
  state: WorkflowState,
  node: NodeState,
  { command, args, env, script }: Pick<ContainerTask, 'command' | 'args' | 'env' | 'script'>,
): string | undefined {
  const daemons = [...daemonsAround(state, node)];
  if (daemons.length === 0) return undefined;
  const text = [...command, ...args, ...env.map(({ value }) => value ?? ''), script?.source ?? ''].join('\n');
  return daemons.find(({ podIP }) => text.includes(podIP))?.agentId;
}

/** Those that are ready below the nodes around a node, innermost first. */
function* daemonsAround(state: WorkflowState, node: NodeState): Iterable<{ podIP: string; agentId: string }> {
  for (let id = node.boundaryID; id !== undefined; id = state.nodes.get(id)?.boundaryID) {
    let looked = 0;
    for (const daemonId of state.nodes.get(id)?.daemonIds ?? []) {
      looked += 1;
      if (looked > MAX_DAEMONS) break;
      const daemon = state.nodes.get(daemonId);
      const agentId = state.attempts.get(daemon?.memberIds.at(-1) ?? daemonId)?.agentId;
      if (daemon?.daemon !== 'ready' || daemon.podIP === undefined || agentId === undefined) continue;
      yield { podIP: daemon.podIP, agentId };
    }
  }
}
