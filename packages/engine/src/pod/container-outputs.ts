import type { NodePhase, Outputs, Parameter } from '@tiphys/spec';
import { keptArtifacts } from '../artifacts/kept-artifacts.ts';
import { withInputs } from '../call/arguments.ts';
import { templateOf } from '../call/template-of.ts';
import type { Decision } from '../decision.ts';
import { globalScope } from '../scope/global-scope.ts';
import { fixedScope, layered, type Scope } from '../scope/scope.ts';
import { substitute } from '../scope/substitution.ts';
import type { DeepReadonly, NodeState } from '../state.ts';
import type { ContainerTask } from './container-task.ts';

/**
 * What a container put out. The agent sends values; the node shows them with what the template declares of them, and
 * beside them the outputs whose values the template gives itself, as Argo does.
 */
export function declaredOutputs(
  decision: Decision,
  node: NodeState,
  phase: NodePhase,
  outputs: Outputs | undefined,
  task: DeepReadonly<ContainerTask>,
): Outputs | undefined {
  const parameters = declaredParameters(decision, node, phase, outputs);
  const template = templateOf(decision.state, node);
  const artifacts = keptArtifacts(template, task, outputs?.artifacts ?? [], scopeOf(decision, node));
  if (parameters.length === 0 && artifacts.length === 0) return outputs;
  return {
    ...outputs,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(artifacts.length === 0 ? {} : { artifacts }),
  };
}

function declaredParameters(
  decision: Decision,
  node: NodeState,
  phase: NodePhase,
  outputs: Outputs | undefined,
): Parameter[] {
  const declared = templateOf(decision.state, node)?.outputs?.parameters ?? [];
  const sent = new Map((outputs?.parameters ?? []).map((parameter) => [parameter.name, parameter]));
  const parameters = declared.flatMap((parameter): Parameter[] => {
    const own = sent.get(parameter.name);
    sent.delete(parameter.name);
    if (own === undefined && (parameter.value === undefined || phase !== 'Succeeded')) return [];
    const { globalName } = parameter;
    return [
      {
        ...(parameter as Parameter),
        ...(parameter.value === undefined ? {} : { value: rendered(decision, node, parameter.value) }),
        ...(globalName === undefined ? {} : { globalName: rendered(decision, node, globalName) }),
        ...own,
      },
    ];
  });
  parameters.push(...sent.values());
  return parameters;
}

/** What cannot be filled in stays as it is. */
function rendered(decision: Decision, node: NodeState, value: string): string {
  const result = substitute(value, scopeOf(decision, node), 'lenient');
  return result.ok ? result.value : value;
}

function scopeOf(decision: Decision, node: NodeState): Scope {
  const scope = layered(
    fixedScope([['node.name', node.name]]),
    globalScope(decision.state, node.seesOutcome, decision.at),
  );
  return withInputs(scope, node.inputs);
}
