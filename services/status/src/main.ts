import { readConfig, runService } from '@tiphys/service-kit';
import { STATUS_VARIABLES, startStatus } from './start.ts';

await runService({
  name: 'status',
  env: process.env,
  start: (context) => startStatus(readConfig(context.env, STATUS_VARIABLES), context),
});
