import { createHash } from 'node:crypto';
import type { CronWorkflow, Workflow } from '@tiphys/spec';

const CRON_LABEL = 'workflows.argoproj.io/cron-workflow';
const SCHEDULED_TIME = 'workflows.argoproj.io/scheduled-time';
/** What a CronWorkflow hands on of its own labels. */
const PROPAGATED = [
  'workflows.argoproj.io/creator',
  'workflows.argoproj.io/creator-email',
  'workflows.argoproj.io/creator-preferred-username',
];

/**
 * The workflow of a run (Argo's ConvertCronWorkflowToWorkflowWithProperties). Name and uid follow from the
 * CronWorkflow and the time: whichever scheduler starts the run, and however often, it is one workflow.
 */
export function childWorkflow(cronWorkflow: CronWorkflow, time: number): Workflow {
  const { name = '', namespace = '', uid = '', labels = {} } = cronWorkflow.metadata;
  const { workflowSpec, workflowMetadata = {} } = cronWorkflow.spec;
  const handedOn = PROPAGATED.flatMap((label) => {
    const value = Object.hasOwn(labels, label) ? labels[label] : undefined;
    return value === undefined ? [] : [[label, value] as const];
  });
  const scheduled = `${new Date(time).toISOString().slice(0, 19)}Z`;
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata: {
      name: `${name}-${Math.floor(time / 1000)}`,
      namespace,
      uid: childUid(uid, time),
      labels: { ...Object.fromEntries(handedOn), [CRON_LABEL]: name, ...workflowMetadata.labels },
      annotations: { [SCHEDULED_TIME]: scheduled, ...workflowMetadata.annotations },
    },
    spec: workflowSpec,
  };
}

/** A UUID of version 7 whose time is the run's and whose rest is a hash. */
function childUid(cronUid: string, time: number): string {
  const bytes = createHash('sha256').update(`cron ${cronUid} ${time}`).digest().subarray(0, 16);
  bytes.writeUIntBE(time, 0, 6);
  bytes.writeUInt8(0x70 | (bytes.readUInt8(6) & 0x0f), 6);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
