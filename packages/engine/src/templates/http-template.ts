import type { Template } from '@tiphys/spec';
import { withInputs } from '../call/arguments.ts';
import type { Decision } from '../decision.ts';
import { orderTask } from '../pod/container.ts';
import type { ContainerTask, HTTPTask } from '../pod/container-task.ts';
import { failure, type Result, success } from '../result.ts';
import type { Scope } from '../scope/scope.ts';
import { substituteTwice } from '../scope/substitution.ts';
import type { DeepReadonly, NodeState, WorkflowState } from '../state.ts';
import { agentTask } from './agent-task.ts';

/**
 * Orders the request of an HTTP node that has just been initialized (Argo's executeHTTPTemplate). It is an attempt
 * like a container's: an agent claims it, sends the request, and reports; retries, cancels and limits are the same.
 *
 * @param scope what the template may refer to, apart from its inputs.
 */
export function startHTTP(
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
  const { http } = template;
  if (http === undefined) return failure(`template '${template.name}' has no request`);
  const rendered = substituteTwice(http, scope, withInputs(scope, node.inputs));
  if (!rendered.ok) return rendered;
  return success({ ...agentTask(state, node, template), http: request(rendered.value) });
}

function request(http: NonNullable<DeepReadonly<Template>['http']>): HTTPTask {
  const { method = '', url, headers = [], body = '', bodyFrom, timeoutSeconds } = http;
  return {
    method: method === '' ? 'GET' : method,
    url,
    headers: headers.map(({ name, value, valueFrom }) => ({
      name,
      ...(valueFrom?.secretKeyRef === undefined
        ? { value: value ?? '' }
        : { secretKeyRef: { ...valueFrom.secretKeyRef } }),
    })),
    body,
    ...(bodyFrom?.bytes === undefined ? {} : { bodyBytes: bodyFrom.bytes }),
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    ...(http.insecureSkipVerify === true ? { insecureSkipVerify: true } : {}),
    ...((http.successCondition ?? '') === '' ? {} : { successCondition: http.successCondition }),
  };
}
