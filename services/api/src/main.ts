import { readConfig, runService } from '@tiphys/service-kit';
import { API_VARIABLES, startApi } from './start.ts';

await runService({
  name: 'api',
  env: process.env,
  start: (context) => startApi(readConfig(context.env, API_VARIABLES), context),
});
