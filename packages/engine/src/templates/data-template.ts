import type { DataTemplate, Template } from '@tiphys/spec';
import { listedLocation } from '../artifacts/listed-location.ts';
import { archiveLocationOf } from '../artifacts/repository.ts';
import { withInputs } from '../call/arguments.ts';
import type { Decision } from '../decision.ts';
import { orderTask } from '../pod/container.ts';
import type { ContainerTask, DataTask } from '../pod/container-task.ts';
import { placementOf, schedulingOf } from '../pod/placement.ts';
import { failure, type Result, success } from '../result.ts';
import { fixedScope, layered, type Scope } from '../scope/scope.ts';
import { substituteTwice } from '../scope/substitution.ts';
import type { DeepReadonly, NodeState, WorkflowState } from '../state.ts';
import { resolveActiveDeadline } from '../time/deadline.ts';
import { agentTask } from './agent-task.ts';

/**
 * Orders the list of a data template's node that has just been initialized (Argo's executeData): an attempt like a
 * container's, which an agent does by itself.
 *
 * @param scope what the template may refer to, apart from its inputs.
 */
export function startData(
  decision: Decision,
  id: string,
  template: DeepReadonly<Template>,
  scope: Scope,
): void {
  orderTask(decision, id, (node) => renderTask(decision.state, node, template, scope));
}

function renderTask(
  state: WorkflowState,
  node: NodeState,
  template: DeepReadonly<Template>,
  scope: Scope,
): Result<ContainerTask> {
  const task = agentTask(state, node, template);
  const own = layered(fixedScope([['pod.name', task.podName]]), scope);
  const inner = withInputs(own, node.inputs);
  const data = renderData(state, template, own, inner);
  if (!data.ok) return data;
  const activeDeadline = resolveActiveDeadline(template, inner);
  if (!activeDeadline.ok) return activeDeadline;
  const scheduling = substituteTwice(schedulingOf(state, node, template), scope, inner);
  if (!scheduling.ok) return scheduling;
  const placement = placementOf(scheduling.value);
  return success({
    ...task,
    data: data.value,
    ...(placement === undefined ? {} : { placement }),
    ...(activeDeadline.value === undefined ? {} : { activeDeadlineSeconds: activeDeadline.value }),
  });
}

function renderData(
  state: WorkflowState,
  template: DeepReadonly<Template>,
  scope: Scope,
  inner: Scope,
): Result<DataTask> {
  const data = substituteTwice(template.data as DataTemplate | undefined, scope, inner);
  if (!data.ok) return data;
  const place = data.value?.source?.artifactPaths;
  if (place === undefined) return failure('no valid source is used for data template');
  const around = substituteTwice(archiveLocationOf(state, template), scope, inner);
  if (!around.ok) return around;
  const location = listedLocation(place, around.value);
  if (!location.ok) return location;
  return success({
    location: location.value,
    transformation: (data.value?.transformation ?? []).map(({ expression }) => expression ?? ''),
  });
}
