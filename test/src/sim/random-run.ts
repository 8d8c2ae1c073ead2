import type { Script } from '@tiphys/runtime/simulated';

/** Most containers succeed, some fail, few take long. */
export const randomRun: Script = (_attempt, task, random) => {
  const durationMs = Math.floor(random() * (random() < 0.1 ? 40_000 : 3_000));
  return {
    // Most daemons go on until they are ended.
    durationMs: task.daemon === true && random() < 0.7 ? Number.POSITIVE_INFINITY : durationMs,
    exitCode: random() < 0.15 ? 1 : 0,
    output: [
      { afterMs: 0, stream: 1, text: `${task.nodeName} begins\n` },
      { afterMs: Math.floor(durationMs / 2), stream: 2, text: 'half-way\n' },
    ],
    files: new Map(random() < 0.7 ? [['/tmp/value', 'x']] : []),
  };
};
