import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Fleet, NAMESPACE } from '../fleet/fleet.ts';
import { checkEnded, gatedWorkflow, type Place } from '../fleet/gated-workflow.ts';
import type { Gates } from '../fleet/gates.ts';
import { TransitionWatch } from '../fleet/transition-watch.ts';
import { checkWatches } from './check-watches.ts';

const SERVICES = ['scheduler', 'api', 'status', 'executor'] as const;

/** What runs when the service dies, and whether it goes on to its end before the service is back. */
const CASES: readonly { place: Place; endsMeanwhile: boolean }[] = [
  { place: 'work', endsMeanwhile: false },
  { place: 'work', endsMeanwhile: true },
  { place: 'tidy', endsMeanwhile: false },
  { place: 'tidy', endsMeanwhile: true },
  { place: 'farewell', endsMeanwhile: false },
  { place: 'farewell', endsMeanwhile: true },
];

/** What runs meanwhile. */
export interface Setting {
  fleet: Fleet;
  gates: Gates;
  image: string;
}

/** Each service is killed with SIGKILL while tasks, and handlers of tasks and of workflows, run; then started again. */
export function killServiceSuite({ fleet, gates, image }: Setting): void {
  const transitions = new TransitionWatch(fleet.statusAddress);
  fleet.onStop(() => transitions.close());

  for (const service of SERVICES) {
    test(`${service}: each workflow ends as it should, and every container ran once`, async () => {
      await fleet.restore();
      const workflows = CASES.map((one) => ({
        ...one,
        name: `${service}-${one.place}-${one.endsMeanwhile ? 'meanwhile' : 'after'}`,
      }));
      for (const { name, place } of workflows) {
        await fleet.client.createWorkflow(NAMESPACE, gatedWorkflow(name, place, { gates, image }));
      }
      const begun = workflows.map(({ name, place }) => gates.begun({ workflow: name, template: place }));
      await Promise.all(begun);

      const open = async (meanwhile: boolean): Promise<void> => {
        for (const { name, place, endsMeanwhile } of workflows) {
          if (endsMeanwhile === meanwhile) await gates.open({ workflow: name, template: place });
        }
      };
      await fleet.kill(service);
      await open(true);
      await fleet.restart(service);
      await open(false);
      for (const { name } of workflows) {
        await checkEnded(fleet, gates, await fleet.watch.finished(name));
      }
    });
  }

  test('the watches of all this missed nothing and told nothing twice', async () => {
    assert.ok(transitions.openings > 1, 'it was never cut');
    await checkWatches(fleet, transitions);
  });
}
