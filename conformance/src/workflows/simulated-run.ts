import type { Script } from '@tiphys/runtime/simulated';

/** Commands whose outcome can be told without running them. */
const ARGOSAY = new Set(['echo', 'sleep', 'exit']);

/**
 * Why nobody can tell how a manifest's containers end without running them; undefined where all of them are
 * argosay's own commands.
 */
export function unpredictable(text: string): string | undefined {
  const images = [...text.matchAll(/^\s*-?\s*image:\s*["']?([^\s"']+)/gm)].map((match) => match[1] ?? '');
  if (images.length === 0 || !images.every((image) => image.startsWith('argoproj/argosay'))) {
    return 'how its containers end needs a real run';
  }
  const other =
    /^\s*-?\s*(command|source|path|artifacts|volumeMounts|timeout|activeDeadlineSeconds|daemon|sidecars):/m.exec(
      text,
    );
  return other === null ? undefined : `${other[1]}: how its containers end needs a real run`;
}

/** What argosay would do. */
export const simulatedRun: Script = (_attempt, task) => {
  const [command = '', first = ''] = [...task.command, ...task.args];
  if (!ARGOSAY.has(command)) return { durationMs: 0, exitCode: command === '' ? 0 : 1 };
  if (command === 'exit') return { durationMs: 0, exitCode: Number(first === '' ? 0 : first) };
  const output = command === 'echo' ? [{ afterMs: 0, stream: 1 as const, text: `${first}\n` }] : [];
  return { durationMs: 0, exitCode: 0, output };
};
