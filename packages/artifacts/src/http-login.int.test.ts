import assert from 'node:assert/strict';
import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { getCACertificates, setDefaultCACertificates, type TLSSocket } from 'node:tls';
import { MemoryObjectStore } from '@tiphys/object-store/memory';
import type { HTTPArtifact } from '@tiphys/spec';
import { TEST_CERTIFICATE, testDirectory } from '@tiphys/testkit';
import { loadArtifact } from './load-artifact.ts';
import { collected, described } from './testing/sample-archives.ts';

const signal = new AbortController().signal;
const folder = testDirectory();
let count = 0;
const secrets = new Map<string, string>();

const ref = (key: string) => ({ name: 'login', key });

async function load(http: HTTPArtifact): Promise<string[]> {
  count += 1;
  const access = {
    store: new MemoryObjectStore(),
    readSecret: async (_name: string, key: string) => secrets.get(key),
    temporaryFolder: join(folder, String(count)),
  };
  const { tree } = await loadArtifact({ location: { http } }, access, signal);
  return described(tree());
}

async function listening(server: Server & { closeAllConnections(): void }): Promise<string> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('clientCert: the server sees the certificate; without it, and without its key, nothing is loaded', async () => {
  setDefaultCACertificates([...getCACertificates('default'), TEST_CERTIFICATE.cert]);
  const options = { ...TEST_CERTIFICATE, ca: TEST_CERTIFICATE.cert, requestCert: true };
  const server = createTlsServer({ ...options, rejectUnauthorized: false }, (request, response) => {
    const socket = request.socket as TLSSocket;
    response.statusCode = socket.authorized ? 200 : 403;
    response.end(String(socket.getPeerCertificate().subject?.CN));
  });
  const url = `https://${await listening(server)}/file`;
  secrets.set('cert', TEST_CERTIFICATE.cert).set('key', TEST_CERTIFICATE.key).set('word', 'no key');
  const login = (key: string) => ({
    clientCert: { clientCertSecret: ref('cert'), clientKeySecret: ref(key) },
  });
  assert.deepEqual(await load({ url, auth: login('key') }), [' file 644 "tiphys-test"']);
  await assert.rejects(load({ url }), { code: 'artifact_refused', message: /403/ });
  await assert.rejects(load({ url, auth: login('word') }), {
    name: 'ArtifactError',
    message: /^(?!.*no key)/,
  });
  await assert.rejects(load({ url, auth: login('none') }), {
    message: "couldn't find key none in Secret login",
  });
});

test('oauth2: a token for the client, its scopes and parameters; a server that wants the login in the form', async () => {
  const asked: { path: string | undefined; login: string | undefined; form: Record<string, string> }[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    if (request.url === '/file') {
      response.statusCode = request.headers.authorization === 'Bearer t0ken' ? 200 : 401;
      response.end('guarded');
      return;
    }
    const form = Object.fromEntries(new URLSearchParams((await collected(request)).toString('utf8')));
    const { authorization: login } = request.headers;
    asked.push({ path: request.url, login, form });
    const refused = request.url === '/no' || (request.url === '/form' && login !== undefined);
    response.writeHead(refused ? 401 : 200, { 'content-type': 'application/json' });
    const token = request.url === '/empty' ? {} : { access_token: 't0ken', token_type: 'bearer' };
    response.end(JSON.stringify(refused ? {} : token));
  });
  const host = await listening(server);
  secrets.set('id', 'ann').set('secret', 'pass word').set('token', `http://${host}/token`);
  for (const name of ['form', 'no', 'empty']) secrets.set(name, `http://${host}/${name}`);
  const file = (tokenURL: string): HTTPArtifact => ({
    url: `http://${host}/file`,
    auth: {
      oauth2: {
        clientIDSecret: ref('id'),
        clientSecretSecret: ref('secret'),
        tokenURLSecret: ref(tokenURL),
        scopes: ['read', 'list'],
        endpointParams: [{ key: 'audience', value: 'things' }],
      },
    },
  });
  assert.deepEqual(await load(file('token')), [' file 644 "guarded"']);
  const form = { grant_type: 'client_credentials', scope: 'read list', audience: 'things' };
  const login = `Basic ${Buffer.from('ann:pass%20word').toString('base64')}`;
  assert.deepEqual(asked.splice(0), [{ path: '/token', login, form }]);

  assert.deepEqual(await load(file('form')), [' file 644 "guarded"']);
  assert.deepEqual(asked.splice(0)[1]?.form, { ...form, client_id: 'ann', client_secret: 'pass word' });

  await assert.rejects(load(file('no')), {
    code: 'artifact_refused',
    message: 'http.auth.oauth2: cannot fetch token: 401',
  });
  await assert.rejects(load(file('empty')), { message: /missing access_token/ });
  await assert.rejects(load({ url: `http://${host}/file` }), { message: /401/ });
});
