import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { HTTPArtifact } from '@tiphys/spec';
import type { Agent } from 'undici';
import { ArtifactError } from '../artifact-error.ts';
import type { ArtifactAccess } from './artifact-access.ts';
import { type HttpLogin, loginOf } from './http-login.ts';

const MAX_REDIRECTS = 10;

/** @throws ArtifactError artifact_missing for a 404, artifact_refused for another 4xx. */
export async function getHttp(
  location: HTTPArtifact,
  access: ArtifactAccess,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const login = await loginOf(location.auth, access, signal);
  try {
    const response = await send(location, { headers: headersOf(location, login), signal }, login.agent);
    if (!response.ok) {
      await response.body?.cancel();
      throw refused(response, `loading content from ${shown(location)} failed with reason`);
    }
    return bodyOf(response, location, login.agent, signal);
  } catch (error) {
    await login.agent?.destroy();
    throw error;
  }
}

/**
 * Puts the bytes as they come, or with `saveStreamViaFile` from a file, so that they can be sent again to where an
 * answer of 307 or 308 points.
 *
 * @throws ArtifactError artifact_refused where the answer is no 2xx.
 */
export async function putHttp(
  location: HTTPArtifact,
  access: ArtifactAccess,
  body: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<number> {
  const login = await loginOf(location.auth, access, signal);
  try {
    if (location.saveStreamViaFile !== true) return await putOnce(location, login, body, signal);
    return await putViaFile(location, login, access, body, signal);
  } finally {
    await login.agent?.destroy();
  }
}

async function putViaFile(
  location: HTTPArtifact,
  login: HttpLogin,
  access: ArtifactAccess,
  body: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<number> {
  await mkdir(access.temporaryFolder, { recursive: true });
  const file = join(access.temporaryFolder, 'upload');
  try {
    await pipeline(Readable.from(body, { objectMode: false }), createWriteStream(file));
    return await putFile(location, login, file, signal);
  } finally {
    await rm(file, { force: true });
  }
}

async function putFile(
  location: HTTPArtifact,
  login: HttpLogin,
  file: string,
  signal: AbortSignal,
): Promise<number> {
  const { size } = await stat(file);
  let url = location.url;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const headers = headersOf(location, login);
    // Whoever is asked for here is not whom the login is for.
    if (new URL(url).host !== urlOf(location).host) headers.delete('authorization');
    headers.set('content-length', String(size));
    const request = { method: 'PUT', headers, body: createReadStream(file), duplex: 'half', signal };
    const manual = { ...request, redirect: 'manual' } as unknown as RequestInit;
    const response = await send({ ...location, url }, manual, login.agent);
    await response.body?.cancel();
    if (response.ok) return size;
    const next = response.headers.get('location');
    if ((response.status !== 307 && response.status !== 308) || next === null) {
      throw refused(response, `saving to ${shown({ ...location, url })} failed with reason`);
    }
    url = new URL(next, url).href;
  }
  throw new ArtifactError('artifact_refused', `saving to ${shown(location)} failed: too many redirects`);
}

async function putOnce(
  location: HTTPArtifact,
  login: HttpLogin,
  body: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<number> {
  let size = 0;
  let failure: { error: unknown } | undefined;
  async function* counted(): AsyncGenerator<Uint8Array> {
    try {
      for await (const part of body) {
        size += part.length;
        yield part;
      }
    } catch (error) {
      failure = { error };
      throw error;
    }
  }
  const headers = headersOf(location, login);
  const request = { method: 'PUT', headers, body: counted(), duplex: 'half', signal };
  const response = await send(location, request as unknown as RequestInit, login.agent).catch(
    (error: unknown) => {
      throw failure?.error ?? error;
    },
  );
  await response.body?.cancel();
  if (!response.ok) throw refused(response, `saving to ${shown(location)} failed with reason`);
  return size;
}

function headersOf({ headers = [] }: HTTPArtifact, { authorization }: HttpLogin): Headers {
  const result = new Headers();
  for (const { name, value } of headers) result.append(name, value);
  if (authorization !== undefined) result.set('authorization', authorization);
  return result;
}

async function send(
  location: HTTPArtifact,
  request: RequestInit,
  agent: Agent | undefined,
): Promise<Response> {
  const url = urlOf(location);
  try {
    if (agent === undefined) return await fetch(url, request);
    const { fetch: fetchWith } = await import('undici');
    const given = { ...request, dispatcher: agent } as unknown as Parameters<typeof fetchWith>[1];
    return (await fetchWith(url, given)) as unknown as Response;
  } catch (error) {
    request.signal?.throwIfAborted();
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ArtifactError('artifact_unavailable', `${shown(location)}: ${reason}`);
  }
}

function urlOf({ url }: HTTPArtifact): URL {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw new ArtifactError('artifact_refused', 'http.url is no URL');
  }
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') {
    throw new ArtifactError('artifact_refused', `http.url: ${parsed.protocol} is neither http nor https`);
  }
  return parsed;
}

/** Without a user and a query: both may be secret. */
function shown(location: HTTPArtifact): string {
  const { origin, pathname } = urlOf(location);
  return origin + pathname;
}

function refused({ status, statusText }: Response, what: string): ArtifactError {
  const code =
    status === 404 ? 'artifact_missing' : isTransient(status) ? 'artifact_unavailable' : 'artifact_refused';
  return new ArtifactError(code, `${what}: ${status} ${statusText}`.trim());
}

function isTransient(status: number): boolean {
  return status === 429 || status === 502 || status === 503 || status === 504;
}

async function* bodyOf(
  response: Response,
  location: HTTPArtifact,
  agent: Agent | undefined,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  try {
    if (response.body !== null) yield* response.body;
  } catch (error) {
    signal.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    throw new ArtifactError('artifact_unavailable', `${shown(location)}: ${reason}`);
  } finally {
    await agent?.destroy();
  }
}
