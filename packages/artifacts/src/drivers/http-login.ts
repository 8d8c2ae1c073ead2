import type { HTTPArtifact } from '@tiphys/spec';
import type { Agent } from 'undici';
import { ArtifactError } from '../artifact-error.ts';
import { type ArtifactAccess, secretOf } from './artifact-access.ts';

type HTTPAuth = NonNullable<HTTPArtifact['auth']>;

/** As whom a server is asked. */
export interface HttpLogin {
  /** Of the header `authorization`. */
  authorization: string | undefined;
  /** With the client's certificate; the caller closes it. */
  agent: Agent | undefined;
}

/**
 * A login as Argo's driver makes it: a certificate goes before OAuth2, and each is only looked at where it is whole.
 *
 * @throws ArtifactError artifact_refused where a secret is missing or says nothing that can be used, artifact_unavailable
 *   where the token's server cannot be reached.
 */
export async function loginOf(
  auth: HTTPAuth | undefined,
  access: ArtifactAccess,
  signal: AbortSignal,
): Promise<HttpLogin> {
  const basic = await basicAuth(auth, access);
  const agent = await certified(auth, access);
  const token = agent === undefined ? await bearer(auth, access, signal) : undefined;
  return { authorization: token ?? basic, agent };
}

async function basicAuth(auth: HTTPAuth | undefined, access: ArtifactAccess): Promise<string | undefined> {
  const username = await secretOf(access, auth?.basicAuth?.usernameSecret);
  const password = await secretOf(access, auth?.basicAuth?.passwordSecret);
  if (username === undefined || password === undefined) return undefined;
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
}

async function certified(auth: HTTPAuth | undefined, access: ArtifactAccess): Promise<Agent | undefined> {
  const { clientCertSecret, clientKeySecret } = auth?.clientCert ?? {};
  if (clientCertSecret === undefined || clientKeySecret === undefined) return undefined;
  const cert = await secretOf(access, clientCertSecret);
  const key = await secretOf(access, clientKeySecret);
  if (cert === undefined || key === undefined) return undefined;
  // 60 ms that most agents never need.
  const { Agent: CertifiedAgent } = await import('undici');
  try {
    return new CertifiedAgent({ connect: { cert, key } });
  } catch {
    // What the error says may have part of the key.
    throw new ArtifactError('artifact_refused', 'http.auth.clientCert: no certificate with its key');
  }
}

/** A token for client credentials (RFC 6749, 4.4): the login in a header, and where that is refused in the form. */
async function bearer(
  auth: HTTPAuth | undefined,
  access: ArtifactAccess,
  signal: AbortSignal,
): Promise<string | undefined> {
  const {
    clientIDSecret,
    clientSecretSecret,
    tokenURLSecret,
    scopes = [],
    endpointParams = [],
  } = auth?.oauth2 ?? {};
  if (clientIDSecret === undefined || clientSecretSecret === undefined || tokenURLSecret === undefined)
    return undefined;
  const id = await secretOf(access, clientIDSecret);
  const secret = await secretOf(access, clientSecretSecret);
  const url = await secretOf(access, tokenURLSecret);
  if (id === undefined || secret === undefined || url === undefined) return undefined;
  const form = new URLSearchParams({ grant_type: 'client_credentials' });
  if (scopes.length > 0) form.set('scope', scopes.join(' '));
  for (const { key, value = '' } of endpointParams) {
    if (key === 'grant_type') form.set(key, value);
    else form.append(key, value);
  }
  const pair = Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`, 'utf8').toString(
    'base64',
  );
  const first = await ask(url.trim(), form, { authorization: `Basic ${pair}` }, signal);
  if (typeof first !== 'number') return first.authorization;
  form.set('client_id', id);
  form.set('client_secret', secret);
  const second = await ask(url.trim(), form, {}, signal);
  if (typeof second !== 'number') return second.authorization;
  const code = second === 429 || second >= 500 ? 'artifact_unavailable' : 'artifact_refused';
  throw new ArtifactError(code, `http.auth.oauth2: cannot fetch token: ${second}`);
}

/** @returns the status where no token was given. */
async function ask(
  url: string,
  form: URLSearchParams,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<{ authorization: string } | number> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
      body: form.toString(),
      signal,
    });
    const text = await response.text();
    return response.ok ? tokenIn(text) : response.status;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ArtifactError) throw error;
    throw new ArtifactError('artifact_unavailable', 'http.auth.oauth2: the token URL cannot be reached');
  }
}

function tokenIn(text: string): { authorization: string } {
  const { access_token: token, token_type: type } = fieldsOf(text);
  if (typeof token !== 'string' || token === '') {
    throw new ArtifactError('artifact_refused', 'http.auth.oauth2: server response missing access_token');
  }
  const scheme = typeof type === 'string' && type !== '' && type.toLowerCase() !== 'bearer' ? type : 'Bearer';
  return { authorization: `${scheme} ${token}` };
}

function fieldsOf(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    return Object.fromEntries(new URLSearchParams(text));
  }
}
