import { readConfig, runService } from '@tiphys/service-kit';
import { SCHEDULER_VARIABLES, startScheduler } from './start.ts';

await runService({
  name: 'scheduler',
  env: process.env,
  start: (context) => startScheduler(readConfig(context.env, SCHEDULER_VARIABLES), context),
});
