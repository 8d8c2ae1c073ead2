import type { TiphysClient } from '@tiphys/client';
import type { NodeStatus, Workflow } from '@tiphys/spec';
import type { Plan } from './actions.ts';

/** Longest life of a row's workflow, in milliseconds. */
export const PATIENCE_MS = 240_000;

export interface Ending {
  phase: string;
  message: string;
}

/** Waits for the end of a workflow, and does on the way what the plan says; what waits for somebody, from its beginning or at a node, is resumed. */
export async function follow(
  client: TiphysClient,
  namespace: string,
  name: string,
  plan: Plan,
): Promise<Ending> {
  const stop = AbortSignal.timeout(PATIENCE_MS);
  const followed = new FollowedWorkflow(client, namespace, name, plan);
  try {
    for await (const { object } of client.watchWorkflows(namespace, { resourceVersion: '0' }, stop)) {
      const ending = await followed.onChange(object);
      if (ending !== undefined) return ending;
    }
  } catch (error) {
    if (!stop.aborted) throw error;
  }
  return { phase: 'Running', message: `it has not ended after ${PATIENCE_MS / 1000} s` };
}

/** A workflow to which everything in its plan happens once. */
class FollowedWorkflow {
  readonly #client: TiphysClient;
  readonly #namespace: string;
  readonly #left: Plan;
  readonly #answered = new Set<string>();
  #isLetGo = false;
  #name: string;
  /** Of the end before it was run again: one more word of it says nothing. */
  #isOfOldEnd = false;

  constructor(client: TiphysClient, namespace: string, name: string, plan: Plan) {
    this.#client = client;
    this.#namespace = namespace;
    this.#name = name;
    this.#left = { ...plan };
  }

  /** @returns how it has ended, where nothing of the plan is left. */
  async onChange(workflow: Workflow): Promise<Ending | undefined> {
    if (workflow.metadata.name !== this.#name) return undefined;
    const { phase = '', message = '', finishedAt } = workflow.status ?? {};
    if (finishedAt === undefined || finishedAt === null) {
      this.#isOfOldEnd = false;
      await this.#meanwhile(workflow);
      return undefined;
    }
    if (this.#isOfOldEnd) return undefined;
    const { again } = this.#left;
    if (again === undefined) return { phase, message };
    this.#left.again = undefined;
    this.#isOfOldEnd = true;
    const { metadata } = await (again === 'retry'
      ? this.#client.retryWorkflow(this.#namespace, this.#name)
      : this.#client.resubmitWorkflow(this.#namespace, this.#name));
    this.#name = metadata.name ?? this.#name;
    return undefined;
  }

  async #meanwhile(workflow: Workflow): Promise<void> {
    const { shutdown, suspend } = this.#left;
    if (shutdown !== undefined && isTimeToEnd(workflow)) {
      this.#left.shutdown = undefined;
      await (shutdown === 'stop'
        ? this.#client.stopWorkflow(this.#namespace, this.#name)
        : this.#client.terminateWorkflow(this.#namespace, this.#name));
    }
    if (suspend && runningPods(workflow).length > 0) {
      this.#left.suspend = false;
      await this.#client.suspendWorkflow(this.#namespace, this.#name);
      await this.#client.resumeWorkflow(this.#namespace, this.#name);
    }
    if (workflow.spec.suspend === true && !this.#isLetGo) {
      this.#isLetGo = true;
      await this.#client.resumeWorkflow(this.#namespace, this.#name);
    }
    await this.#answer(workflow);
  }

  /** Nodes that wait for somebody get what they wait for and go on, or the last of them fails. */
  async #answer(workflow: Workflow): Promise<void> {
    const waiting = waitingForSomebody(workflow).filter(({ id }) => !this.#answered.has(id));
    for (const node of waiting) {
      const isFirst = this.#answered.size === 0;
      this.#answered.add(node.id);
      const options = { nodeFieldSelector: `id=${node.id}` };
      const outputParameters = toSupply(node);
      if (Object.keys(outputParameters).length > 0) {
        await this.#client.setWorkflow(this.#namespace, this.#name, { ...options, outputParameters });
      }
      if (!this.#left.failLastWait) continue;
      await (isFirst
        ? this.#client.resumeWorkflow(this.#namespace, this.#name, options)
        : this.#client.stopWorkflow(this.#namespace, this.#name, options));
    }
    // Without a selector: what nobody supplied gets its default.
    if (waiting.length > 0 && !this.#left.failLastWait) {
      await this.#client.resumeWorkflow(this.#namespace, this.#name);
    }
  }
}

/** The parameters that a node has from nobody else: the first of the values that it offers, or any. */
function toSupply({ inputs, outputs }: NodeStatus): Record<string, string> {
  const open = (outputs?.parameters ?? []).filter(
    ({ value, valueFrom }) =>
      value === undefined && valueFrom?.supplied !== undefined && valueFrom.default === undefined,
  );
  return Object.fromEntries(
    open.map(({ name }) => {
      const offered = inputs?.parameters?.find((input) => input.name === name)?.enum?.[0];
      return [name, offered ?? 'hello world'];
    }),
  );
}

function isTimeToEnd(workflow: Workflow): boolean {
  const { spec } = workflow;
  return runningPods(workflow).some(({ name }) => spec.onExit === undefined || name.includes('.onExit'));
}

function runningPods(workflow: Workflow): NodeStatus[] {
  return nodesOf(workflow).filter(({ phase, type }) => phase === 'Running' && type === 'Pod');
}

/** Suspend nodes whose template says no duration. */
function waitingForSomebody(workflow: Workflow): NodeStatus[] {
  const { spec, status } = workflow;
  const templates = [
    ...(spec.templates ?? []),
    ...(status?.storedWorkflowTemplateSpec?.templates ?? []),
    ...Object.values(status?.storedTemplates ?? {}),
  ];
  const endless = new Set(
    templates
      .filter(({ suspend }) => suspend !== undefined && (suspend.duration ?? '') === '')
      .map(({ name }) => name),
  );
  return nodesOf(workflow).filter(
    ({ type, phase, templateName, templateRef }) =>
      type === 'Suspend' && phase === 'Running' && endless.has(templateName ?? templateRef?.template ?? ''),
  );
}

function nodesOf({ status }: Workflow): NodeStatus[] {
  return Object.values(status?.nodes ?? {});
}
