import type { WorkflowCommand } from '../../commands.ts';
import type { WorkflowState } from '../../state.ts';
import type { Random } from '../seeded-random.ts';

/** What somebody may want of a workflow, whether it makes sense now or not. */
export function peopleCommand(random: Random, state: WorkflowState): WorkflowCommand {
  const nodes = [...state.nodes.values()];
  const node = nodes.length === 0 ? undefined : random.pick(nodes);
  const nodeFieldSelector = selector(random, node?.displayName ?? 'none', node?.templateName ?? 'none');
  const setting = random.pick([
    { phase: 'Succeeded', message: 'by hand' },
    { phase: 'Failed', message: 'by hand' },
    { phase: 'Error' },
    { message: 'only told' },
    { outputParameters: [{ name: 'approval', value: 'yes' }] },
  ] as const);
  return random.pick<() => WorkflowCommand>([
    () => ({ type: 'stopWorkflow' }),
    () => ({ type: 'terminateWorkflow' }),
    () => ({ type: 'suspendWorkflow' }),
    () => ({ type: 'suspendWorkflow' }),
    () => ({ type: 'resumeWorkflow' }),
    () => ({ type: 'resumeWorkflow' }),
    () => ({ type: 'resumeWorkflow', nodeFieldSelector }),
    () => ({ type: 'setNodes', nodeFieldSelector, setting: structuredClone(setting) as object }),
    () => ({ type: 'setNodes', nodeFieldSelector, setting: structuredClone(setting) as object }),
    () => retryCommand(random, state),
    () => (random.chance(0.2) ? deletion(random) : { type: 'suspendWorkflow' }),
  ])();
}

function deletion(random: Random): WorkflowCommand {
  return { type: 'deleteWorkflow', ...(random.chance(0.3) ? { force: true } : {}) };
}

/** A retry of one of its kinds. */
export function retryCommand(
  random: Random,
  state: WorkflowState,
): Extract<WorkflowCommand, { type: 'retryWorkflow' }> {
  const nodes = [...state.nodes.values()];
  const node = nodes.length === 0 ? undefined : random.pick(nodes);
  const restartSuccessful = random.chance(0.4);
  return {
    type: 'retryWorkflow',
    restartSuccessful,
    nodeFieldSelector: restartSuccessful
      ? selector(random, node?.displayName ?? 'none', node?.templateName ?? 'none')
      : '',
    parameters: random.chance(0.3) ? [{ name: 'message', value: random.pick(['hello', 'again']) }] : [],
  };
}

function selector(random: Random, displayName: string, templateName: string): string {
  return random.pick([
    `displayName=${displayName.replaceAll(/[\\=,]/g, '\\$&')}`,
    `templateName=${templateName}`,
    'phase=Failed',
    'phase!=Running',
    'inputs.parameters.approval.value=yes',
  ]);
}
