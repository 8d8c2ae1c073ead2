import { podName, type Template } from '@tiphys/spec';
import type { ContainerTask } from '../pod/container-task.ts';
import { type Result, success } from '../result.ts';
import type { Scope } from '../scope/scope.ts';
import { substituteAll } from '../scope/substitution.ts';
import type { DeepReadonly, NodeState, WorkflowState } from '../state.ts';

/** The task of a node that an agent does by itself, but for what it does: nothing in it is for a container. */
export function agentTask(
  state: WorkflowState,
  node: NodeState,
  template: DeepReadonly<Template>,
): ContainerTask {
  return {
    nodeName: node.name,
    podName: podName(state.name, node.name, template.name, node.id),
    templateName: template.name,
    image: '',
    command: [],
    args: [],
    env: [],
    outputFiles: [],
    includeResult: true,
  };
}

/** Fills in twice: a `workflow.*` value may itself refer to an input, as in Argo's two passes. */
export function filledInTwice<T>(value: T, scope: Scope, withInputs: Scope): Result<T> {
  const outer = substituteAll(value, scope, 'lenient');
  if (!outer.ok) return outer;
  const inner = substituteAll(outer.value, withInputs, 'lenient');
  return inner.ok ? success(inner.value as T) : inner;
}
