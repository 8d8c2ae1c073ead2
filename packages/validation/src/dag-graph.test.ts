import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { areAncestors, dagGraph, findCycle } from './dag-graph.ts';

/** Tasks by number, each with the numbers of those it waits for. */
const edges = fc.array(fc.array(fc.nat(79), { maxLength: 4 }), { minLength: 1, maxLength: 80 });

function graphOf(waitsFor: readonly (readonly number[])[]) {
  return dagGraph(
    waitsFor.map((numbers, task) => ({
      name: `t${task}`,
      dependencies: numbers.map((number) => `t${number}`),
    })),
  );
}

/** The plain way: everything that can be reached, task by task. */
function reached(waitsFor: readonly (readonly number[])[], task: number): Set<number> {
  const seen = new Set<number>();
  const open = [...(waitsFor[task] ?? [])];
  for (const next of open) {
    if (seen.has(next) || next >= waitsFor.length) continue;
    seen.add(next);
    open.push(...(waitsFor[next] ?? []));
  }
  return seen;
}

test('ancestors are those that a search finds', () => {
  fc.assert(
    fc.property(edges, (drawn) => {
      const waitsFor = drawn.map((numbers, task) => numbers.filter((number) => number < task));
      const questions = waitsFor.flatMap((_, task) => waitsFor.map((__, ancestor) => ({ task, ancestor })));
      const expected = waitsFor.map((_, task) => reached(waitsFor, task));
      const answers = areAncestors(graphOf(waitsFor), questions);
      for (const [index, { task, ancestor }] of questions.entries()) {
        assert.equal(answers[index], expected[task]?.has(ancestor), `${task} ${ancestor}`);
      }
    }),
    { numRuns: 50 },
  );
});

test('a cycle is found exactly where a task reaches itself', () => {
  fc.assert(
    fc.property(edges, (waitsFor) => {
      const cycle = findCycle(graphOf(waitsFor));
      assert.equal(
        cycle !== undefined,
        waitsFor.some((_, task) => reached(waitsFor, task).has(task)),
      );
      if (cycle === undefined) return;
      assert.equal(cycle[0], cycle.at(-1));
      for (const [place, task] of cycle.slice(0, -1).entries()) {
        assert.ok(waitsFor[task]?.includes(cycle[place + 1] ?? -1));
      }
    }),
  );
});
