import { PassThrough, pipeline, Readable } from 'node:stream';
import type Docker from 'dockerode';
import type { Archive } from '../runtime.ts';

/**
 * Unpacks an archive in a folder of a container that has not been started, as it comes: no deadline, since its size is
 * nobody's choice. Where the archive breaks off, the call to the engine is broken off too, and what it throws is
 * the archive's error.
 */
export async function putArchive(container: Docker.Container, archive: Archive, folder = '/'): Promise<void> {
  const broken = new AbortController();
  let failure: { error: Error } | undefined;
  const body = new PassThrough({ highWaterMark: 1024 * 1024 });
  pipeline(Readable.from(archive(), { objectMode: false }), body, (error) => {
    if (error === null || error === undefined || failure !== undefined) return;
    failure = { error };
    broken.abort(error);
  });
  try {
    await container.putArchive(body, { path: folder, abortSignal: broken.signal });
  } catch (error) {
    throw failure?.error ?? error;
  } finally {
    body.destroy();
  }
}
