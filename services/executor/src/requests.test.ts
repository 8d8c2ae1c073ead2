import assert from 'node:assert/strict';
import { test } from 'node:test';
import { workflow } from '@tiphys/engine/testing';
import type { Workflow } from '@tiphys/spec';
import { QUICK, withFleet } from './testing/fleet-checks.ts';
import { SimulatedFleet } from './testing/simulated-fleet.ts';

const GIB = 2 ** 30;
const allocatable = { milliCpu: 2_000, memoryBytes: GIB, gpus: 0 };

/** As many tasks side by side as there are requests. */
function fanout(...cpus: string[]): Workflow {
  const templates = cpus.map((cpu, index) => ({
    name: `t${index}`,
    container: { image: 'busybox', command: ['say'], resources: { requests: { cpu } } },
  }));
  const tasks = templates.map(({ name }) => ({ name, template: name }));
  const made = workflow({ templates: [{ name: 'main', dag: { tasks } }, ...templates] });
  made.metadata.uid = `uid-${cpus.join('-')}`;
  return made;
}

/** Runs it to its end; how many containers were there at the same time, at most. */
async function mostAtOnce(
  fleet: SimulatedFleet,
  made: Workflow,
  whenTwo?: () => Promise<void>,
): Promise<number> {
  const { uid } = await fleet.scheduler.submit(made);
  let most = 0;
  const count = (): number => {
    most = Math.max(most, fleet.host('a').containers.length);
    return most;
  };
  if (whenTwo !== undefined) {
    await fleet.until('two run', () => count() === 2);
    await whenTwo();
  }
  await fleet.until('the workflow ends', () => count() > 0 && fleet.scheduler.isFinished(uid));
  assert.equal(fleet.scheduler.draft(uid).phase, 'Succeeded');
  return most;
}

test('an agent runs no more than what is requested leaves room for', () =>
  withFleet(new SimulatedFleet(() => QUICK), async (fleet) => {
    fleet.start('a', { allocatable });
    assert.equal(await mostAtOnce(fleet, fanout('1', '1', '1')), 2);
    assert.equal(await mostAtOnce(fleet, fanout('500m', '500m', '500m', '500m')), 4);
    assert.equal(await mostAtOnce(fleet, fanout('800m', '800m', '800m')), 2);
  }));

test('what an earlier process of the agent has started keeps its room', () =>
  withFleet(new SimulatedFleet(() => ({ ...QUICK, durationMs: 60_000 })), async (fleet) => {
    const first = fleet.start('a', { allocatable });
    const most = await mostAtOnce(fleet, fanout('1', '1', '0.9'), async () => {
      first.kill();
      fleet.start('a', { allocatable });
    });
    assert.equal(most, 2);
  }));

test('an agent that overcommits runs alone what requests more than there is', () =>
  withFleet(new SimulatedFleet(() => QUICK), async (fleet) => {
    fleet.start('a', { allocatable, overcommit: true });
    assert.equal(await mostAtOnce(fleet, fanout('16', '1', '16')), 1);
  }));
