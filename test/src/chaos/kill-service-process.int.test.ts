import { testDirectory } from '@tiphys/testkit';
import { FileGates } from '../fleet/file-gates.ts';
import { startFleet } from '../fleet/fleet.ts';
import { killServiceSuite } from './kill-service-suite.ts';

const fleet = await startFleet({ runtime: 'process' });
killServiceSuite({ fleet, gates: new FileGates(testDirectory()), image: 'none' });
