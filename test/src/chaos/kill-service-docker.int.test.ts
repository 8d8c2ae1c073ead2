import { test } from 'node:test';
import { dockerMissing, ensureBusyboxImage } from '@tiphys/testkit';
import { ContainerGates } from '../fleet/container-gates.ts';
import { startFleet } from '../fleet/fleet.ts';
import { killServiceSuite } from './kill-service-suite.ts';

const skip = await dockerMissing();
if (skip !== undefined) test('a service is killed while containers run', { skip }, () => undefined);
else {
  const fleet = await startFleet({ runtime: 'docker' });
  const gates = await ContainerGates.listen(fleet.agentIds);
  fleet.onStop(() => gates.close());
  killServiceSuite({ fleet, gates, image: await ensureBusyboxImage() });
}
