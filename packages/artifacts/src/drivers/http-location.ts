import type { HTTPArtifact } from '@tiphys/spec';
import { ArtifactError } from '../artifact-error.ts';
import { type ArtifactAccess, secretOf } from './artifact-access.ts';

/** @throws ArtifactError artifact_missing for a 404, artifact_refused for another 4xx. */
export async function getHttp(
  location: HTTPArtifact,
  access: ArtifactAccess,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const response = await send(location, { headers: await headersOf(location, access), signal });
  if (!response.ok) {
    await response.body?.cancel();
    throw refused(response, `loading content from ${shown(location)} failed with reason`);
  }
  return bodyOf(response, location, signal);
}

/** @throws ArtifactError artifact_refused where the answer is no 2xx. */
export async function putHttp(
  location: HTTPArtifact,
  access: ArtifactAccess,
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
  const headers = await headersOf(location, access);
  const request = { method: 'PUT', headers, body: counted(), duplex: 'half', signal };
  const response = await send(location, request as unknown as RequestInit).catch((error: unknown) => {
    throw failure?.error ?? error;
  });
  await response.body?.cancel();
  if (!response.ok) throw refused(response, `saving to ${shown(location)} failed with reason`);
  return size;
}

async function headersOf({ headers = [], auth }: HTTPArtifact, access: ArtifactAccess): Promise<Headers> {
  const result = new Headers();
  for (const { name, value } of headers) result.append(name, value);
  const username = await secretOf(access, auth?.basicAuth?.usernameSecret);
  const password = await secretOf(access, auth?.basicAuth?.passwordSecret);
  if (username !== undefined && password !== undefined) {
    const pair = Buffer.from(`${username}:${password}`, 'utf8').toString('base64');
    result.set('authorization', `Basic ${pair}`);
  }
  return result;
}

async function send(location: HTTPArtifact, request: RequestInit): Promise<Response> {
  const url = urlOf(location);
  try {
    return await fetch(url, request);
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
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  try {
    if (response.body !== null) yield* response.body;
  } catch (error) {
    signal.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    throw new ArtifactError('artifact_unavailable', `${shown(location)}: ${reason}`);
  }
}
