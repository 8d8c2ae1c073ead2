import { buildWhalesayImage } from '@tiphys/testkit';
import { dockerFromEnvironment } from './docker-from-environment.ts';

/** `npm run image:whalesay`: builds the stand-in for docker/whalesay that the examples run. */
try {
  const { said } = await buildWhalesayImage(await dockerFromEnvironment());
  console.log(said);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
