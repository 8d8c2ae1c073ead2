import type Docker from 'dockerode';
import { RuntimeError } from '../runtime-error.ts';
import type { ImageLogin } from '../volume-file.ts';
import { statusOf, toRuntimeError } from './docker-error.ts';
import { pullRefusal } from './pull-refusal.ts';
import { type RegistryCredentials, registryOf } from './registry-credentials.ts';

interface Pull {
  done: Promise<void>;
  abort: AbortController;
  waiting: number;
}

/** Pulls images, one that several tasks want once. */
export class ImagePuller {
  readonly #docker: Docker;
  readonly #credentials: RegistryCredentials;
  readonly #pulls = new Map<string, Pull>();

  constructor(docker: Docker, credentials: RegistryCredentials) {
    this.#docker = docker;
    this.#credentials = credentials;
  }

  /**
   * Resolves when the image is there.
   *
   * @throws RuntimeError image_not_found, image_unpullable, engine_unavailable, cancelled.
   */
  async pull(image: string, signal: AbortSignal, logins: readonly ImageLogin[] = []): Promise<void> {
    const login = loginFor(image, logins);
    // Whoever brings a login of his own gets what it opens, and nobody else.
    const key =
      login === undefined ? image : `${image} ${login.registry} ${login.username} ${login.password}`;
    const known = this.#pulls.get(key);
    const pull = known ?? this.#begin(key, image, login);
    pull.waiting += 1;
    try {
      await orAborted(pull.done, signal);
    } finally {
      pull.waiting -= 1;
      if (pull.waiting === 0) this.#end(key, pull);
    }
  }

  /** Whoever wants the image after this begins anew, also while the pull that was called off is still ending. */
  #end(key: string, pull: Pull): void {
    pull.abort.abort();
    if (this.#pulls.get(key) === pull) this.#pulls.delete(key);
  }

  #begin(key: string, image: string, login: ImageLogin | undefined): Pull {
    const abort = new AbortController();
    const done = this.#pull(image, login, abort.signal);
    // Whoever still waits gets the error; nobody may be left.
    done.catch(() => undefined);
    const pull = { done, abort, waiting: 0 };
    this.#pulls.set(key, pull);
    return pull;
  }

  async #pull(image: string, login: ImageLogin | undefined, signal: AbortSignal): Promise<void> {
    const authconfig =
      login === undefined
        ? this.#credentials.find(image)
        : { username: login.username, password: login.password, serveraddress: login.registry };
    try {
      const stream = await this.#docker.pull(image, {
        abortSignal: signal,
        ...(authconfig === undefined ? {} : { authconfig }),
      });
      await readProgress(stream as AsyncIterable<Uint8Array> & NodeJS.ReadableStream);
    } catch (error) {
      if (statusOf(error) === undefined && !(error instanceof PullFailure)) throw toRuntimeError(error);
      throw pullRefusal(image, error);
    }
  }
}

/** The login for an image's registry, however the Secret writes the registry's name. */
function loginFor(image: string, logins: readonly ImageLogin[]): ImageLogin | undefined {
  const registry = registryOf(image);
  return logins.find((login) => {
    const host = login.registry.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
    return host === registry || (registry === 'docker.io' && host === 'index.docker.io');
  });
}

/** A failure that the engine reports in the stream of an answer that began well. */
class PullFailure extends Error {}

/** Lines of JSON; `errorDetail` in one of them is the end. */
async function readProgress(stream: AsyncIterable<Uint8Array>): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const part of stream) {
    const lines = (rest + decoder.decode(part, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) checkProgress(line);
  }
  checkProgress(rest);
}

function checkProgress(line: string): void {
  if (!line.includes('"error"')) return;
  const { error } = JSON.parse(line) as { error?: string };
  if (error !== undefined) throw new PullFailure(error);
}

function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void =>
      reject(new RuntimeError('cancelled', 'called off while the image was pulled'));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
