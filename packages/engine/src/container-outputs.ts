import type { NodePhase, Outputs, Parameter } from '@tiphys/spec';
import { withInputs } from './arguments.ts';
import type { Decision } from './decision.ts';
import { globalScope } from './scope/global-scope.ts';
import { fixedScope, layered } from './scope/scope.ts';
import type { NodeState } from './state.ts';
import { substitute } from './substitution.ts';
import { templateOf } from './template-of.ts';

/**
 * What a container put out. The agent sends values; the node shows them with what the template declares of them, and
 * beside them the outputs whose values the template gives itself, as Argo does.
 */
export function declaredOutputs(
  decision: Decision,
  node: NodeState,
  phase: NodePhase,
  outputs: Outputs | undefined,
): Outputs | undefined {
  const declared = templateOf(decision.state, node)?.outputs?.parameters ?? [];
  const sent = new Map((outputs?.parameters ?? []).map((parameter) => [parameter.name, parameter]));
  const parameters = declared.flatMap((parameter): Parameter[] => {
    const own = sent.get(parameter.name);
    sent.delete(parameter.name);
    if (own !== undefined) return [{ ...(parameter as Parameter), ...own }];
    if (parameter.value === undefined || phase !== 'Succeeded') return [];
    return [{ ...(parameter as Parameter), value: rendered(decision, node, parameter.value) }];
  });
  parameters.push(...sent.values());
  return parameters.length === 0 ? outputs : { ...outputs, parameters };
}

/** What cannot be filled in stays as it is. */
function rendered(decision: Decision, node: NodeState, value: string): string {
  const scope = layered(
    fixedScope([['node.name', node.name]]),
    globalScope(decision.state, node.seesOutcome, decision.at),
  );
  const result = substitute(value, withInputs(scope, node.inputs), 'lenient');
  return result.ok ? result.value : value;
}
