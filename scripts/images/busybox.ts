import { ensureBusyboxImage } from '@tiphys/testkit';
import { dockerFromEnvironment } from './docker-from-environment.ts';

/** Makes the small image that tests run, from this host's programs, and prints its name. */
try {
  console.log(await ensureBusyboxImage(await dockerFromEnvironment()));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
