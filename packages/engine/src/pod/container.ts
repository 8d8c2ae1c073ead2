import { type EnvFromSource, type EnvVar, podName, type Template } from '@tiphys/spec';
import { renderArtifacts } from '../artifacts/task-artifacts.ts';
import { withInputs } from '../call/arguments.ts';
import type { Decision } from '../decision.ts';
import { blocksNewContainers, notStartedMessage } from '../operations/shutdown.ts';
import { type Result, success } from '../result.ts';
import { hostsToAvoid } from '../retry/retry-affinity.ts';
import { outputPathsScope } from '../scope/inputs-scope.ts';
import { fixedScope, layered, type Scope } from '../scope/scope.ts';
import { substitute } from '../scope/substitution.ts';
import type { DeepReadonly, NodeState, WorkflowState } from '../state.ts';
import { resolveActiveDeadline } from '../time/deadline.ts';
import { agentOfClaims } from '../workflow/workflow-claims.ts';
import { failuresJson } from '../workflow/workflow-outcome.ts';
import { initializeContainerNodes } from './container-set.ts';
import type { ContainerTask } from './container-task.ts';
import { agentOfNamedDaemon } from './daemon-placement.ts';
import { poolOf } from './placement.ts';
import { renderPod } from './pod-rendering.ts';
import { uncommonRequests } from './pod-requests.ts';
import { refersToResult } from './result-reference.ts';

/**
 * Orders the container of a Pod node that has just been initialized, or ends the node where a shutdown forbids new
 * containers or a variable cannot be evaluated.
 *
 * @param scope what the template may refer to, apart from its inputs.
 */
export function startContainer(
  decision: Decision,
  id: string,
  template: DeepReadonly<Template>,
  scope: Scope,
): void {
  const ordered = orderTask(decision, id, (node) => {
    const task = renderTask(decision.state, node, template, scope);
    return task.ok ? success(placedTask(decision.state, node, task.value)) : task;
  });
  if (ordered) initializeContainerNodes(decision, decision.node(id), template);
}

/** Bound to an agent where what it uses is there and nowhere else, else to those that have what it requests. */
function placedTask(state: WorkflowState, node: NodeState, task: ContainerTask): ContainerTask {
  const agentId = agentOfClaims(state, task) ?? agentOfNamedDaemon(state, node, task);
  if (agentId !== undefined) return { ...task, placement: { agentId } };
  const requests = uncommonRequests(task);
  return requests === undefined ? task : { ...task, placement: { ...task.placement, requests } };
}

/**
 * Orders what an agent is to do for a node that has just been initialized, or ends the node where a shutdown forbids
 * that, or where it cannot be rendered.
 *
 * @returns whether it is ordered.
 */
export function orderTask(
  decision: Decision,
  id: string,
  render: (node: NodeState) => Result<ContainerTask>,
): boolean {
  const node = decision.node(id);
  if (blocksNewContainers(decision.state, node)) {
    endBeforeStart(decision, id, 'Failed', notStartedMessage(decision.state, node));
    return false;
  }
  const task = render(node);
  if (!task.ok) {
    endBeforeStart(decision, id, 'Error', task.message);
    return false;
  }
  decision.emit({
    type: 'taskScheduled',
    nodeId: id,
    attempt: node.attempts,
    pool: poolOf(task.value.placement),
    task: task.value,
  });
  decision.enqueue(id);
  return true;
}

/** Ends a node in whose place nothing runs. */
export function endBeforeStart(
  decision: Decision,
  id: string,
  phase: 'Failed' | 'Error',
  message: string,
): void {
  decision.emit({ type: 'nodePhaseChanged', id, phase, message });
  decision.enqueue(id);
}

/**
 * The container with every variable replaced. As in Argo a name that nobody knows stays as it stands: validation
 * has refused those that can be known to be wrong.
 */
function renderTask(
  state: WorkflowState,
  node: NodeState,
  template: DeepReadonly<Template>,
  scope: Scope,
): Result<ContainerTask> {
  const pod = podName(state.name, node.name, template.name, node.id);
  const own = layered(fixedScope([['pod.name', pod]]), outputPathsScope(template.outputs), scope);
  const rendered = renderPod(state, node, template, own);
  if (!rendered.ok) return rendered;
  const activeDeadline = resolveActiveDeadline(template, withInputs(own, node.inputs));
  if (!activeDeadline.ok) return activeDeadline;
  const artifacts = renderArtifacts(state, node, template, own);
  if (!artifacts.ok) return artifacts;
  const files = outputFiles(template, withInputs(own, node.inputs));
  if (!files.ok) return files;
  const avoidHosts = hostsToAvoid(state, node, template);
  const { image, command, args, env, envFrom, workingDir, resources } = rendered.value.main;
  // An empty source is left out (Argo's executeScript).
  const { source } = rendered.value;
  return success({
    nodeName: node.name,
    podName: pod,
    templateName: template.name,
    image,
    command: [...(command ?? [])],
    args: [...(args ?? [])],
    env: plainCopy<EnvVar>(env ?? []),
    ...(envFrom === undefined ? {} : { envFrom: plainCopy<EnvFromSource>(envFrom) }),
    ...(source === '' ? {} : { script: { source } }),
    workingDir,
    resources:
      resources === undefined
        ? undefined
        : {
            ...(resources.limits === undefined ? {} : { limits: { ...resources.limits } }),
            ...(resources.requests === undefined ? {} : { requests: { ...resources.requests } }),
          },
    outputFiles: files.value,
    includeResult: refersToResult(state, node),
    ...(rendered.value.placement === undefined ? {} : { placement: rendered.value.placement }),
    ...(template.daemon === true ? { daemon: true } : {}),
    ...(avoidHosts.length === 0 ? {} : { avoidHosts }),
    ...artifacts.value,
    ...(rendered.value.pod === undefined ? {} : { pod: rendered.value.pod }),
    ...(node.partOfExitHandler && node.seesOutcome ? { failures: failuresJson(state) } : {}),
    ...(activeDeadline.value === undefined ? {} : { activeDeadlineSeconds: activeDeadline.value }),
  });
}

function outputFiles(template: DeepReadonly<Template>, scope: Scope): Result<ContainerTask['outputFiles']> {
  const files: ContainerTask['outputFiles'] = [];
  for (const parameter of template.outputs?.parameters ?? []) {
    const { valueFrom } = parameter;
    if (valueFrom?.path === undefined) continue;
    const path = substitute(valueFrom.path, scope, 'lenient');
    if (!path.ok) return path;
    const fallback =
      valueFrom.default === undefined ? undefined : substitute(valueFrom.default, scope, 'lenient');
    if (fallback !== undefined && !fallback.ok) return fallback;
    files.push({ name: parameter.name, path: path.value, default: fallback?.value });
  }
  return success(files);
}

/** Plain objects, as they come back from the history. */
function plainCopy<T>(value: DeepReadonly<T[]>): T[] {
  return JSON.parse(JSON.stringify(value)) as T[];
}
