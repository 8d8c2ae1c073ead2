import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryReadModel } from '@tiphys/read-model/memory';
import fc from 'fast-check';
import type { Written } from './testing/history-writer.ts';
import { World } from './testing/status-under-test.ts';

const NAMES = ['a', 'b', 'c', 'd'];

const action = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('write' as const),
      name: fc.constantFrom(...NAMES),
      what: fc.nat(5),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('cut' as const), watcher: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'rebuild' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'settle' as const }) },
);

const SELECTORS = [
  {},
  { fields: 'metadata.name=b' },
  { fields: 'status.phase=Running' },
  { labels: 'workflows.argoproj.io/completed=true,team in (x)' },
];

/** What a watcher with this selector is to hear, worked out from what was written alone. */
function expected(written: readonly Written[], selector: number, after: number): string[] {
  const matches = ({ name, labels }: Written, phase: string | undefined): boolean => {
    if (phase === undefined) return false;
    if (selector === 1) return name === 'b';
    if (selector === 2) return phase === 'Running';
    if (selector === 3) return phase !== 'Running' && labels.team === 'x';
    return true;
  };
  return written.flatMap((entry) => {
    if (entry.version <= after) return [];
    const [before, now] = [matches(entry, entry.before), matches(entry, entry.after)];
    if (!before && !now) return [];
    const kind = before && now ? 'MODIFIED' : now ? 'ADDED' : 'DELETED';
    return [`${kind} ${entry.name}@${entry.version}`];
  });
}

async function write(world: World, name: string, what: number, serial: number): Promise<void> {
  const { writer } = world;
  const phase = writer.phase(name);
  if (phase === undefined) {
    // A name is not written again after its deletion: its uid would be the same.
    if (!writer.written.some((entry) => entry.name === name)) {
      await writer.create(name, { team: name === 'a' ? 'x' : 'y' });
    }
  } else if (phase === 'Running' && what < 4) await writer.task(name, `t${serial}`);
  else if (phase === 'Running') await writer.finish(name, what === 4 ? 'Succeeded' : 'Failed');
  else if (what > 3) await writer.delete(name);
}

for (const { ring, changesKept } of [
  { ring: 4_096, changesKept: 50_000 },
  { ring: 2, changesKept: 50_000 },
  { ring: 2, changesKept: 3 },
]) {
  test(`whatever is cut and restarted, every transition is told once, in order (ring ${ring}, kept ${changesKept})`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 5, maxLength: 60 }), async (actions) => {
        const world = new World({ ring, store: new MemoryReadModel({ changesKept }) });
        // So that no watch begins at 0, which has another meaning.
        await world.writer.create('first');
        const first = world.writer.version;
        let status = world.status();
        await world.projected(status);
        const heard: string[][] = SELECTORS.map(() => []);
        const since = SELECTORS.map(() => first);
        const open = (index: number) => status.watch(since[index]!, SELECTORS[index]!);
        const watches = SELECTORS.map((_, index) => open(index));
        const close = (index: number): void => {
          const watch = watches[index]!;
          watch.cut();
          assert.equal(watch.error, undefined);
          heard[index]!.push(...watch.lines);
          since[index] = Math.max(since[index]!, watch.version);
        };
        for (const [serial, step] of actions.entries()) {
          if (step.kind === 'write') await write(world, step.name, step.what, serial);
          else if (step.kind === 'cut') {
            close(step.watcher);
            watches[step.watcher] = open(step.watcher);
          } else if (step.kind === 'restart') {
            status.kill();
            for (const index of watches.keys()) close(index);
            status = world.status();
            for (const index of watches.keys()) watches[index] = open(index);
          } else if (step.kind === 'rebuild') await status.projector.rebuild();
          else await world.projected(status);
        }
        await world.projected(status);
        const done = (): boolean =>
          watches.every((watch, index) => {
            const told = heard[index]!.length + watch.lines.length;
            return watch.ended || told >= expected(world.writer.written, index, first).length;
          });
        await world.until(done, 'everything told');
        for (const index of watches.keys()) close(index);
        for (const index of watches.keys()) {
          assert.deepEqual(heard[index], expected(world.writer.written, index, first));
        }
        world.stop();
      }),
      { numRuns: 150 },
    );
  });
}
