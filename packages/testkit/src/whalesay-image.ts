import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { pack } from 'tar-stream';
import { ensureBusyboxImage, followProgress, testDocker } from './docker-engine.ts';

/** What the examples run. */
export const WHALESAY_IMAGE = 'docker/whalesay:latest';

const FOLDER = resolve(import.meta.dirname, '../../../deploy/images/whalesay');
const STAND_IN_LABEL = 'tiphys.stand-in';
const REGISTRY_BASE = 'busybox:latest';
/** A registry that cannot be reached may take minutes to say so. */
const PULL_TIMEOUT_MS = 30_000;

/** What became of the image, for whoever asked: one line. */
export type WhalesayResult = { built: boolean; said: string };

/**
 * Builds the stand-in for docker/whalesay: on busybox from a registry, else on one made of this host's programs. An
 * image of that name that is no stand-in stays as it is.
 */
export async function buildWhalesayImage(docker = testDocker()): Promise<WhalesayResult> {
  const present = await labels(docker, WHALESAY_IMAGE);
  if (present !== undefined && present[STAND_IN_LABEL] === undefined) {
    return { built: false, said: `${WHALESAY_IMAGE} is there, and is no stand-in: left as it is` };
  }
  const base = await baseImage(docker);
  const progress = await docker.buildImage(buildContext() as NodeJS.ReadableStream, {
    t: WHALESAY_IMAGE,
    buildargs: { BASE: base },
    forcerm: true,
  });
  await followProgress(docker, progress);
  return { built: true, said: `${WHALESAY_IMAGE} built on ${base}` };
}

/** For tests: makes sure that the examples' image is there, without a registry. @returns its name. */
export async function ensureWhalesayImage(docker = testDocker()): Promise<string> {
  if ((await labels(docker, WHALESAY_IMAGE)) === undefined) await buildWhalesayImage(docker);
  return WHALESAY_IMAGE;
}

async function labels(docker: Docker, image: string): Promise<Record<string, string> | undefined> {
  try {
    const { Config } = await docker.getImage(image).inspect();
    return Config.Labels ?? {};
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return undefined;
    throw error;
  }
}

async function baseImage(docker: Docker): Promise<string> {
  if ((await labels(docker, REGISTRY_BASE)) !== undefined) return REGISTRY_BASE;
  try {
    const signal = AbortSignal.timeout(PULL_TIMEOUT_MS);
    await followProgress(docker, await docker.pull(REGISTRY_BASE, { abortSignal: signal }));
    return REGISTRY_BASE;
  } catch {
    return await ensureBusyboxImage(docker);
  }
}

function buildContext(): Readable {
  const archive = pack();
  for (const [name, mode] of [
    ['Dockerfile', 0o644],
    ['cowsay', 0o755],
  ] as const) {
    archive.entry({ name, mode }, readFileSync(join(FOLDER, name)));
  }
  archive.finalize();
  return Readable.from(archive);
}
