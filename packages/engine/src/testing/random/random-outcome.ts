import { MAIN_LOGS } from '@tiphys/spec';
import type { AttemptOutcome, ContainerOutcome } from '../../commands.ts';
import type { ContainerTask } from '../../pod/container-task.ts';
import type { DeepReadonly } from '../../state.ts';
import type { Random } from '../seeded-random.ts';

/** What an agent may say of a task: mostly that it succeeded, with what the task asks for. */
export function randomOutcome(random: Random, task: DeepReadonly<ContainerTask>): AttemptOutcome {
  if (random.chance(0.05)) return { phase: 'Error', message: 'no such image' };
  const failed = random.chance(0.1);
  const phase = failed ? 'Failed' : 'Succeeded';
  const parameters = task.outputFiles
    .filter(() => random.chance(0.9))
    .map(({ name }) => ({ name, value: random.pick(['x', '', '[1, 2]']) }));
  const artifacts = (task.outputArtifacts ?? [])
    .filter(({ optional }) => optional !== true || random.chance(0.5))
    .map(({ name }) => ({ name }));
  if (task.archiveLogs !== undefined) artifacts.push({ name: MAIN_LOGS });
  const containers = task.pod?.set === undefined ? undefined : ofSet(random, task, phase);
  return {
    phase,
    ...(failed ? { message: 'main: Error (exit code 1)' } : {}),
    outputs: {
      exitCode: failed ? '1' : '0',
      ...(parameters.length === 0 ? {} : { parameters }),
      ...(artifacts.length === 0 ? {} : { artifacts }),
      ...(task.includeResult || task.http !== undefined ? { result: random.pick(['said', '["a"]']) } : {}),
    },
    ...(containers === undefined ? {} : { containers }),
  };
}

/** Of some nobody says anything. */
function ofSet(
  random: Random,
  task: DeepReadonly<ContainerTask>,
  phase: AttemptOutcome['phase'],
): ContainerOutcome[] {
  const all = (task.pod?.set?.containers ?? []).map(({ name }) => ({ name, phase }));
  return all.filter(() => random.chance(0.9));
}
