import Docker from 'dockerode';
import { busyboxFiles } from './busybox-files.ts';

/** Made by {@link ensureBusyboxImage}; never pulled. */
export const BUSYBOX_IMAGE = 'tiphys/busybox:local';

let engine: Docker | undefined;

/** The engine of DOCKER_HOST, else of the system's socket. */
export function testDocker(): Docker {
  engine ??= new Docker();
  return engine;
}

let answer: Promise<string | undefined> | undefined;

/**
 * Whether tests can use containers: undefined, or the reason why not, for `{ skip: await dockerMissing() }`.
 * With TIPHYS_REQUIRE_DOCKER set, as on CI, a missing engine is an error.
 */
export async function dockerMissing(): Promise<string | undefined> {
  answer ??= testDocker()
    .ping()
    .then(() => undefined)
    .catch(
      (error: Error) => `no Docker engine answers (${error.message}); npm run setup:docker installs one`,
    );
  const reason = await answer;
  if (reason !== undefined && process.env.TIPHYS_REQUIRE_DOCKER) throw new Error(reason);
  return reason;
}

export async function dockerAvailable(): Promise<boolean> {
  return (await dockerMissing()) === undefined;
}

/** As in `docker 20.10.24`. */
export async function dockerVersion(docker = testDocker()): Promise<string> {
  return `docker ${(await docker.version()).Version}`;
}

/**
 * Makes sure of a small image with a shell and the usual commands, without a registry.
 *
 * @returns the image's name.
 */
export async function ensureBusyboxImage(docker = testDocker()): Promise<string> {
  const present = await docker
    .getImage(BUSYBOX_IMAGE)
    .inspect()
    .catch(() => undefined);
  if (present === undefined) await importBusybox(docker);
  return BUSYBOX_IMAGE;
}

async function importBusybox(docker: Docker): Promise<void> {
  const [repo, tag] = BUSYBOX_IMAGE.split(':');
  const changes = ['CMD ["sh"]', 'ENV PATH=/usr/local/bin:/usr/bin:/bin', 'LABEL tiphys.built=true'];
  const progress = await docker.importImage(busyboxFiles().archive, { repo, tag, changes });
  await followProgress(docker, progress);
}

/** Resolves when the engine has done what it streams about. @throws Error with the engine's words. */
export function followProgress(docker: Docker, progress: NodeJS.ReadableStream): Promise<void> {
  return new Promise((resolve, reject) => {
    docker.modem.followProgress(progress, (error: Error | null, lines: { error?: string }[]) => {
      const failed = error ?? lines.map((line) => line.error).find((text) => text !== undefined);
      if (failed === null || failed === undefined) resolve();
      else reject(failed instanceof Error ? failed : new Error(failed));
    });
  });
}
