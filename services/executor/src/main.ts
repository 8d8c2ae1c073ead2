import { readConfig, runService } from '@tiphys/service-kit';
import { EXECUTOR_VARIABLES, startExecutor } from './start.ts';

await runService({
  name: 'executor',
  env: process.env,
  start: (context) => startExecutor(readConfig(context.env, EXECUTOR_VARIABLES), context),
});
