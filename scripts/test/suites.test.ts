import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SUITES, suiteOf } from './suites.ts';

test('the suite of a file follows from its place and from what it asks for', () => {
  const cases: [string, string, string][] = [
    ['packages/engine/src/dag/dag.test.ts', '', 'unit'],
    ['packages/runtime/src/docker/log-frames.test.ts', '', 'unit'],
    ['packages/event-log/src/jetstream/history.int.test.ts', 'await testNats()', 'integration'],
    ['packages/runtime/src/docker/run.int.test.ts', 'const skip = await dockerMissing();', 'docker'],
    ['test/src/sim/seeds.test.ts', '', 'sim'],
    ['test/e2e/handlers.int.test.ts', 'await dockerMissing()', 'e2e'],
    ['test/src/chaos/kill.test.ts', '', 'chaos'],
    ['conformance/src/traces.test.ts', '', 'conformance'],
    ['packages/expression/src/conformance/cases.test.ts', '', 'conformance'],
  ];
  const names = SUITES.map((suite) => suite.name);
  for (const [path, text, expected] of cases) {
    assert.equal(suiteOf(path, text), expected, path);
    assert.ok(names.includes(expected));
  }
});
