import type { Decision } from '../decision.ts';
import type { NodeState } from '../state.ts';
import { outcomeOfEntry } from '../workflow/workflow-outcome.ts';
import { globalScope } from './global-scope.ts';
import { inputsScope } from './inputs-scope.ts';
import { fixedScope, layered, type Scope } from './scope.ts';

/** What there is before anything has run, and where nothing was measured. */
const DEFAULTS = fixedScope([
  ['duration', '0'],
  ['status', 'Pending'],
  ['resourcesDuration.cpu', '0'],
  ['resourcesDuration.memory', '0'],
]);

/** What the metrics of a template may refer to, besides `workflow.*` (Argo's prepareMetricScope). */
export function metricScope(decision: Decision, node: NodeState): Scope {
  return layered(
    nodeFacts(decision, node),
    inputsScope(node.inputs),
    globalScope(decision.state, node.seesOutcome, decision.at),
    DEFAULTS,
  );
}

/** What the metrics of a workflow may refer to: the facts are those of the entrypoint's node, as in Argo. */
export function workflowMetricScope(decision: Decision): Scope {
  const { state } = decision;
  const entry = state.entryId === undefined ? undefined : state.nodes.get(state.entryId);
  return layered(
    fixedScope([['workflow.status', state.finishedAt === 0 ? state.phase : outcomeOfEntry(state)]]),
    ...(entry === undefined ? [] : [nodeFacts(decision, entry), inputsScope(entry.inputs)]),
    globalScope(state, true, decision.at),
    DEFAULTS,
  );
}

function nodeFacts(decision: Decision, node: NodeState): Scope {
  const { startedAt, finishedAt, phase, outputs, children, resourcesDuration = {} } = node;
  const until = finishedAt === 0 ? decision.at : finishedAt;
  return fixedScope([
    // With six decimals, as Go's %f prints them.
    ['duration', ((until - startedAt) / 1000).toFixed(6)],
    ['status', phase],
    ['retries', children.length === 0 ? undefined : String(children.length - 1)],
    ...Object.entries(resourcesDuration).map(
      ([resource, seconds]) => [`resourcesDuration.${resource}`, String(seconds)] as const,
    ),
    ['exitCode', outputs?.exitCode],
    ['outputs.result', outputs?.result],
    ...(outputs?.parameters ?? []).map(
      ({ name, value }) => [`outputs.parameters.${name}`, value ?? ''] as const,
    ),
  ]);
}
