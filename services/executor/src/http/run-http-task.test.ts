import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { systemClock } from '@tiphys/clock/system';
import type { AttemptOutcome, HTTPTask } from '@tiphys/engine';
import { runHTTPTask } from './run-http-task.ts';

/** The last request that arrived. */
let seen: { method: string; url: string; headers: string[]; body: string };
let server: Server;
let base: string;
let hangs: () => void;

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const url = request.url ?? '';
  seen = {
    method: request.method ?? '',
    url,
    headers: request.rawHeaders,
    body: Buffer.concat(chunks).toString('utf8'),
  };
  if (url === '/hang') {
    hangs();
    return;
  }
  if (url.startsWith('/moved/')) {
    response.writeHead(Number(url.slice(7)), { location: '/landed' }).end();
    return;
  }
  if (url === '/loop') {
    response.writeHead(302, { location: '/loop' }).end();
    return;
  }
  if (url === '/cut') {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half', () => response.destroy());
    return;
  }
  const status = /^\/status\/(\d+)$/.exec(url)?.[1] ?? '200';
  response.writeHead(Number(status), { 'x-two': ['a', 'b'], 'content-type': 'text/plain' });
  response.end(url === '/large' ? 'x'.repeat(2000) : 'hello');
}

before(async () => {
  server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

after(() => {
  server.closeAllConnections();
  server.close();
});

const never = new AbortController().signal;
const SECRETS = new Map([['api', new Map([['token', Buffer.from('s3cret')]])]]);

function run(path: string, more: Partial<HTTPTask> = {}, signal = never): Promise<AttemptOutcome> {
  const task = {
    method: 'GET',
    url: path.includes('://') ? path : base + path,
    headers: [],
    body: '',
    ...more,
  };
  return runHTTPTask(
    task,
    { clock: systemClock, readSecret: async (name) => SECRETS.get(name), maxBytes: 1000 },
    signal,
  );
}

test('the body is the result', async () => {
  assert.deepEqual(await run('/x'), { phase: 'Succeeded', outputs: { result: 'hello' } });
  assert.equal(seen.method, 'GET');
});

test('what is no 2xx is a failure, whose body is the result all the same', async () => {
  assert.deepEqual(await run('/status/404'), {
    phase: 'Failed',
    message: 'received non-2xx response code: 404',
    outputs: { result: 'hello' },
  });
  assert.equal((await run('/status/204')).phase, 'Succeeded');
});

test('method, headers and body arrive as they are', async () => {
  await run('/y?a=b', {
    method: 'PUT',
    headers: [
      { name: 'X-One', value: '1' },
      { name: 'X-One', value: '2' },
      { name: 'host', value: 'other.example' },
      { name: 'Authorization', secretKeyRef: { name: 'api', key: 'token' } },
    ],
    body: 'ü',
  });
  assert.equal(seen.method, 'PUT');
  assert.equal(seen.url, '/y?a=b');
  assert.equal(seen.body, 'ü');
  const text = seen.headers.join(' ');
  assert.match(text, /X-One 1 X-One 2 host other.example Authorization s3cret/);
  await run('/', { method: 'POST', bodyBytes: Buffer.from([0, 1]).toString('base64') });
  assert.equal(seen.body, '\0\u0001');
});

const CONDITIONS: [string, string, string | undefined][] = [
  ['response.body contains "ell"', '/', undefined],
  ['response.statusCode == 503', '/status/503', undefined],
  ['response.headers["X-Two"][1] == "b" && request.method == "GET"', '/', undefined],
  ['request.headers["X-A"][0] == "1"', '/', undefined],
  [
    'response.statusCode == 200',
    '/status/500',
    "successCondition 'response.statusCode == 200' evaluated false",
  ],
];

for (const [successCondition, path, message] of CONDITIONS) {
  test(`success condition ${successCondition} at ${path}`, async () => {
    const outcome = await run(path, { successCondition, headers: [{ name: 'x-a', value: '1' }] });
    assert.equal(outcome.phase, message === undefined ? 'Succeeded' : 'Failed');
    assert.equal(outcome.message, message);
  });
}

test('a condition that is none, or of another type, fails the node', async () => {
  for (const successCondition of ['response.', 'response.statusCode', 'nobody.knows == 1']) {
    const outcome = await run('/', { successCondition });
    assert.equal(outcome.phase, 'Failed', successCondition);
    assert.equal(outcome.outputs, undefined, successCondition);
  }
});

test('redirects are followed as Go follows them', async () => {
  for (const [status, method, body] of [
    [302, 'GET', ''],
    [303, 'GET', ''],
    [307, 'POST', 'data'],
    [308, 'POST', 'data'],
  ] as const) {
    assert.equal((await run(`/moved/${status}`, { method: 'POST', body: 'data' })).phase, 'Succeeded');
    assert.deepEqual([seen.url, seen.method, seen.body], ['/landed', method, body]);
  }
  assert.match((await run('/loop')).message ?? '', /^Get ".*\/loop": stopped after 10 redirects$/);
});

const FAULTS: [string, string, Partial<HTTPTask>, RegExp][] = [
  ['nobody listens', 'http://127.0.0.1:1/', {}, /^Get "http:\/\/127.0.0.1:1\/": .*ECONNREFUSED/],
  ['no URL', 'not a url://', {}, /it is no URL/],
  ['another scheme', 'ftp://127.0.0.1/x', {}, /unsupported protocol scheme "ftp"/],
  [
    'a header with a line end',
    '/',
    { headers: [{ name: 'X-A', value: 'a\r\nb: c' }] },
    /[Ii]nvalid character/,
  ],
  ['a method that is none', '/', { method: 'G T' }, /[Mm]ethod/],
  ['more than may be kept', '/large', {}, /the response has more than 1000 bytes/],
  ['a response that is cut', '/cut', {}, /aborted|socket/],
  [
    'no such secret',
    '/',
    { headers: [{ name: 'A', secretKeyRef: { name: 'no', key: 'k' } }] },
    /secrets "no" not found/,
  ],
  [
    'no such key',
    '/',
    { headers: [{ name: 'A', secretKeyRef: { name: 'api', key: 'k' } }] },
    /secret 'api' does not have the key 'k'/,
  ],
];

for (const [what, path, more, message] of FAULTS) {
  test(`a failure of the node: ${what}`, async () => {
    const outcome = await run(path, more);
    assert.equal(outcome.phase, 'Failed');
    assert.match(outcome.message ?? '', message);
  });
}

test('a password in the URL is in no message', async () => {
  const { message } = await run('http://user:hunter2@127.0.0.1:1/');
  assert.doesNotMatch(message ?? '', /hunter2/);
});

test('the time is over', async () => {
  hangs = () => undefined;
  const outcome = await run('/hang', { timeoutSeconds: 0.05 });
  assert.equal(outcome.phase, 'Failed');
  assert.match(outcome.message ?? '', /no response within 0.05 s/);
});

test('a cancel ends the request', async () => {
  const cancel = new AbortController();
  hangs = () => cancel.abort(new Error('ended'));
  await assert.rejects(run('/hang', {}, cancel.signal), /ended/);
});

test('the time is over while the Secret cannot be had', async () => {
  const headers = [{ name: 'A', secretKeyRef: { name: 'api', key: 'token' } }];
  const readSecret = (_: string, signal: AbortSignal): Promise<never> =>
    new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  const outcome = await runHTTPTask(
    { method: 'GET', url: base, headers, body: '', timeoutSeconds: 0.05 },
    { clock: systemClock, readSecret, maxBytes: 1000 },
    never,
  );
  assert.equal(outcome.phase, 'Failed');
  assert.match(outcome.message ?? '', /no response within 0.05 s/);
});

test('a Secret that makes no header is in no message', async () => {
  const token = Buffer.from('tell-nobody\n');
  const outcome = await runHTTPTask(
    {
      method: 'GET',
      url: base,
      headers: [{ name: 'A', secretKeyRef: { name: 'api', key: 'token' } }],
      body: '',
    },
    { clock: systemClock, readSecret: async () => new Map([['token', token]]), maxBytes: 1000 },
    never,
  );
  assert.equal(outcome.phase, 'Failed');
  assert.match(outcome.message ?? '', /[Ii]nvalid character/);
  assert.doesNotMatch(outcome.message ?? '', /tell-nobody/);
});
