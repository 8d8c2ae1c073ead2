import type { ContainerSettings, ContainerTask } from '@tiphys/engine';
import { RuntimeError } from '@tiphys/runtime';

type Texts = Pick<ContainerSettings, 'volumeMounts'> & {
  command?: readonly string[] | undefined;
  args?: readonly string[] | undefined;
};

/** What is shorter is no secret, and stands in a message by chance, as in `exit code 128`. */
const SHORTEST = 4;

/**
 * Starts a task. What an engine says against it may show its command, and with that the value of a `$(NAME)` in it,
 * which may be a Secret's: the message gets the text back as it stands in the manifest.
 *
 * @throws RuntimeError; what else `start` throws, as it is.
 */
export async function hidingValues<T>(
  given: ContainerTask,
  resolved: ContainerTask,
  start: () => Promise<T>,
): Promise<T> {
  try {
    return await start();
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    const message = hidden(error.message, given, resolved);
    // Without its cause, which has said it first.
    throw message === error.message ? error : new RuntimeError(error.code, message);
  }
}

function hidden(message: string, given: ContainerTask, resolved: ContainerTask): string {
  const before = textsOf(given);
  let result = message;
  for (const [index, value] of textsOf(resolved).entries()) {
    const text = before[index];
    if (text === undefined || text === value || value.length < SHORTEST) continue;
    result = result.replaceAll(JSON.stringify(value).slice(1, -1), () => text).replaceAll(value, () => text);
  }
  return result;
}

function textsOf(task: ContainerTask): string[] {
  const { initContainers = [], sidecars = [], set } = task.pod ?? {};
  const main: Texts = { command: task.command, args: task.args, ...task.pod?.settings };
  const all: readonly Texts[] = [main, ...initContainers, ...sidecars, ...(set?.containers ?? [])];
  return all.flatMap(({ command = [], args = [], volumeMounts = [] }) => [
    ...command,
    ...args,
    ...volumeMounts.map(({ subPath, subPathExpr }) => subPathExpr ?? subPath ?? ''),
  ]);
}
