import { podName, type Template } from '@tiphys/spec';
import type { ContainerTask } from '../pod/container-task.ts';
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
