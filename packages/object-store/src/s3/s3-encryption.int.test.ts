import assert from 'node:assert/strict';
import { createServer as createPlainServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { after, test } from 'node:test';
import { TEST_CERTIFICATE } from '@tiphys/testkit';
import { S3ObjectStore, type S3StoreOptions } from './s3-object-store.ts';

type Headers = Record<string, string>;
const seen: { what: string; headers: Headers; body: string }[] = [];

/** Answers as an empty S3 does, and keeps what it was asked. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = '';
  for await (const part of request) body += String(part);
  const headers = Object.entries(request.headers).filter(([name]) =>
    /server-side|token|authorization/.test(name),
  );
  seen.push({
    what: `${request.method} ${request.url}`,
    headers: Object.fromEntries(headers.map(([name, value]) => [name, String(value)])),
    body,
  });
  if (request.url === '/') {
    response.writeHead(200, { 'content-type': 'text/xml' });
    const given =
      '<AccessKeyId>role-key</AccessKeyId><SecretAccessKey>role-secret</SecretAccessKey>' +
      '<SessionToken>role-token</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration>';
    response.end(
      `<AssumeRoleResponse><AssumeRoleResult><Credentials>${given}</Credentials></AssumeRoleResult></AssumeRoleResponse>`,
    );
    return;
  }
  response.writeHead(200, { etag: '"e"' });
  response.end(request.method === 'GET' ? 'content' : '');
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

const plain = await listening(createPlainServer((request, response) => void answer(request, response)));
const secure = await listening(
  createServer(TEST_CERTIFICATE, (request, response) => void answer(request, response)),
);

async function* words(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('word');
}

const ofEncryption = /^x-amz-server-side-encryption/;

/** What putting and getting an object says of encryption. */
async function said(options: Partial<S3StoreOptions>): Promise<[string, Headers][]> {
  const credentials = { accessKeyId: 'a', secretAccessKey: 's' };
  const store = new S3ObjectStore({
    bucket: 'things',
    endpoint: plain,
    insecure: true,
    credentials,
    ...options,
  });
  try {
    await store.put('one', words());
    for await (const part of (await store.get('one')) ?? []) assert.equal(String(part), 'content');
  } finally {
    await store.close();
  }
  return seen
    .splice(0)
    .map(({ what, headers }) => [
      what.replace(/\?.*/, ''),
      Object.fromEntries(Object.entries(headers).filter(([name]) => ofEncryption.test(name))),
    ]);
}

test("the server's key, a key of its key service, or none", async () => {
  assert.deepEqual(await said({}), [
    ['PUT /things/one', {}],
    ['GET /things/one', {}],
  ]);
  assert.deepEqual(await said({ encryption: {} }), [
    ['PUT /things/one', { 'x-amz-server-side-encryption': 'AES256' }],
    ['GET /things/one', {}],
  ]);
  assert.deepEqual(await said({ encryption: { kmsKeyId: 'k', kmsContext: '{"a":"b"}' } }), [
    [
      'PUT /things/one',
      {
        'x-amz-server-side-encryption': 'aws:kms',
        'x-amz-server-side-encryption-aws-kms-key-id': 'k',
        'x-amz-server-side-encryption-context': 'eyJhIjoiYiJ9',
      },
    ],
    ['GET /things/one', {}],
  ]);
});

test("a customer's key is derived for each object, as Argo's driver does it", async () => {
  const customer = {
    'x-amz-server-side-encryption-customer-algorithm': 'AES256',
    'x-amz-server-side-encryption-customer-key': 'vF/+wldW9mMg9APIijdBTfZRkHKL7/TF6hO7kesx7IE=',
    'x-amz-server-side-encryption-customer-key-md5': '0vWox1+De/LKvNBQlZ6HZw==',
  };
  const options = { endpoint: secure, insecure: false, ca: TEST_CERTIFICATE.cert };
  assert.deepEqual(await said({ ...options, encryption: { customerKey: 'very secret' } }), [
    ['PUT /things/one', customer],
    ['GET /things/one', customer],
  ]);
});

test('a bucket that is made encrypts by default', async () => {
  const credentials = { accessKeyId: 'a', secretAccessKey: 's' };
  const store = new S3ObjectStore({
    bucket: 'things',
    endpoint: plain,
    insecure: true,
    credentials,
    createBucket: {},
    encryption: { kmsKeyId: 'k' },
  });
  await store.put('one', words());
  await store.close();
  const asked = seen.splice(0);
  assert.deepEqual(
    asked.map(({ what }) => what),
    ['PUT /things/', 'PUT /things/?encryption=', 'PUT /things/one?x-id=PutObject'],
  );
  assert.match(asked[1]?.body ?? '', /<SSEAlgorithm>aws:kms<.*<KMSMasterKeyID>k</);
});

test('a role is taken on with the credentials of the environment', async (t) => {
  const environment = {
    AWS_ACCESS_KEY_ID: 'of-agent',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_ENDPOINT_URL_STS: `http://${plain}`,
  };
  const before = { ...process.env };
  t.after(() => {
    process.env = before;
  });
  Object.assign(process.env, environment);
  const role = { credentials: undefined, roleArn: 'arn:aws:iam::123456789012:role/reader' };
  const store = new S3ObjectStore({ bucket: 'things', endpoint: plain, insecure: true, ...role });
  await store.put('one', words());
  await store.put('two', words());
  await store.close();
  const [first, ...puts] = seen.splice(0);
  assert.match(
    first?.body ?? '',
    /Action=AssumeRole&.*RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Freader/,
  );
  assert.match(first?.headers.authorization ?? '', /Credential=of-agent\//);
  assert.equal(puts.length, 2, 'the role is taken on once');
  for (const { headers } of puts) {
    assert.match(headers.authorization ?? '', /Credential=role-key\//);
    assert.equal(headers['x-amz-security-token'], 'role-token');
  }
});
