import { type IncomingMessage, request as plainRequest, type RequestOptions } from 'node:http';
import { request as tlsRequest } from 'node:https';

/** A request with nothing left to resolve. */
export interface OutgoingRequest {
  method: string;
  url: string;
  headers: { name: string; value: string }[];
  body: Uint8Array;
  insecureSkipVerify: boolean;
}

/** What came back. Header names as Go writes them: `Content-Type`. */
export interface ReceivedResponse {
  statusCode: number;
  headers: Map<string, string[]>;
  body: Uint8Array;
}

/** Why there is no response to speak of; the message is for the node. */
export class RequestFailure extends Error {
  override readonly name = 'RequestFailure';
}

/** As Go's http.Client. */
const MAX_REDIRECTS = 10;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** Not sent on to another host. */
const CREDENTIALS = new Set(['authorization', 'www-authenticate', 'cookie', 'cookie2']);

/**
 * Sends a request and reads its response, redirects followed (Argo's executeHTTPTemplateRequest).
 *
 * @param maxBytes the most that the body may have.
 * @throws RequestFailure; and the signal's reason when it comes first.
 */
export async function sendRequest(
  outgoing: OutgoingRequest,
  maxBytes: number,
  signal: AbortSignal,
): Promise<ReceivedResponse> {
  let current = { ...outgoing, url: parsed(outgoing.url, outgoing) };
  for (let followed = 0; ; followed += 1) {
    const response = await sendOnce(current, signal);
    const { location } = response.headers;
    if (!REDIRECTS.has(response.statusCode ?? 0) || location === undefined) {
      return received(response, outgoing, maxBytes, signal);
    }
    response.resume();
    if (followed >= MAX_REDIRECTS) throw failed(outgoing, `stopped after ${MAX_REDIRECTS} redirects`);
    current = redirected(current, response.statusCode ?? 0, parsed(location, outgoing, current.url));
  }
}

type Hop = Omit<OutgoingRequest, 'url'> & { url: URL };

function sendOnce(hop: Hop, signal: AbortSignal): Promise<IncomingMessage> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const onError = (error: unknown): void =>
      reject(signal.aborted ? signal.reason : failed(hop, reason(error)));
    try {
      const options: RequestOptions & { rejectUnauthorized?: boolean } = {
        method: hop.method,
        headers: headerList(hop),
        // No connection is shared: what one workflow is answered has nothing to do with another's.
        agent: false,
        signal,
      };
      const send = hop.url.protocol === 'https:' ? tlsRequest : plainRequest;
      if (hop.insecureSkipVerify) options.rejectUnauthorized = false;
      const sent = send(hop.url, options, resolve);
      sent.on('error', onError);
      sent.end(hop.body);
    } catch (error) {
      // A header or method that HTTP does not know.
      onError(error);
    }
  });
}

/** In the order given, one name as often as it is given. */
function headerList({ headers, body, url, method }: Hop): string[] {
  const list = headers.flatMap(({ name, value }) => [name, value]);
  const has = (name: string): boolean => headers.some((header) => header.name.toLowerCase() === name);
  if (!has('host')) list.push('Host', url.host);
  if (!has('user-agent')) list.push('User-Agent', 'tiphys');
  const needsLength = body.length > 0 || !(method === 'GET' || method === 'HEAD');
  if (needsLength && !has('content-length') && !has('transfer-encoding')) {
    list.push('Content-Length', String(body.length));
  }
  return list;
}

/** As Go: 307 and 308 repeat the request, the others become a GET without a body. */
function redirected(hop: Hop, statusCode: number, url: URL): Hop {
  const sameHost = url.host === hop.url.host;
  const headers = hop.headers.filter(({ name }) => {
    const lower = name.toLowerCase();
    return lower !== 'host' && (sameHost || !CREDENTIALS.has(lower));
  });
  if (statusCode === 307 || statusCode === 308) return { ...hop, headers, url };
  const method = hop.method === 'HEAD' ? 'HEAD' : 'GET';
  const plain = headers.filter(({ name }) => !/^content-(length|type)$/i.test(name));
  return { ...hop, headers: plain, url, method, body: new Uint8Array() };
}

async function received(
  response: IncomingMessage,
  outgoing: OutgoingRequest,
  maxBytes: number,
  signal: AbortSignal,
): Promise<ReceivedResponse> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) break;
      chunks.push(chunk);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw failed(outgoing, reason(error));
  }
  if (size > maxBytes) {
    response.destroy();
    throw failed(outgoing, `the response has more than ${maxBytes} bytes`);
  }
  return { statusCode: response.statusCode ?? 0, headers: headersOf(response), body: Buffer.concat(chunks) };
}

function headersOf({ rawHeaders }: IncomingMessage): Map<string, string[]> {
  const headers = new Map<string, string[]>();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = canonical(rawHeaders[index] ?? '');
    const value = rawHeaders[index + 1] ?? '';
    const known = headers.get(name);
    if (known === undefined) headers.set(name, [value]);
    else known.push(value);
  }
  return headers;
}

/** Go's CanonicalHeaderKey: the first letter of each part is a capital. */
export function canonical(name: string): string {
  return name.toLowerCase().replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}

function parsed(url: string, outgoing: { method: string; url: string }, base?: URL): URL {
  const result = URL.parse(url, base?.href);
  if (result === null) throw failed(outgoing, 'it is no URL');
  if (result.protocol === 'http:' || result.protocol === 'https:') return result;
  throw failed(outgoing, `unsupported protocol scheme "${result.protocol.replace(/:$/, '')}"`);
}

/** As Go's url.Error prints it: `Get "http://host/": connection refused`. */
export function failed({ method, url }: { method: string; url: string | URL }, why: string): RequestFailure {
  const verb = method.charAt(0).toUpperCase() + method.slice(1).toLowerCase();
  return new RequestFailure(`${verb} ${JSON.stringify(withoutPassword(String(url)))}: ${why}`);
}

function withoutPassword(url: string): string {
  const result = URL.parse(url);
  if (result === null || result.password === '') return url;
  result.password = '***';
  return result.href;
}

function reason(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return reason(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
