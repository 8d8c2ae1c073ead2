import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { RegistryCredentials, registryOf } from './registry-credentials.ts';

const folder = mkdtempSync(join(tmpdir(), 'tiphys-credentials-'));
after(() => rmSync(folder, { recursive: true }));

test('the registry of an image', () => {
  const cases: [string, string][] = [
    ['alpine', 'docker.io'],
    ['docker/whalesay:1', 'docker.io'],
    ['ghcr.io/a/b', 'ghcr.io'],
    ['localhost/a', 'localhost'],
    ['host:5000/a@sha256:0', 'host:5000'],
  ];
  for (const [image, registry] of cases) assert.equal(registryOf(image), registry, image);
});

test('logins of config.json', () => {
  const credentials = new RegistryCredentials({ DOCKER_CONFIG: folder });
  assert.equal(credentials.find('alpine'), undefined);
  const auth = Buffer.from('me:pass:word').toString('base64');
  writeFileSync(
    join(folder, 'config.json'),
    JSON.stringify({
      auths: { 'https://index.docker.io/v1/': { auth }, 'ghcr.io': { auth }, 'empty.io': {} },
    }),
  );
  const login = { username: 'me', password: 'pass:word' };
  assert.deepEqual(credentials.find('alpine'), { ...login, serveraddress: 'https://index.docker.io/v1/' });
  assert.deepEqual(credentials.find('ghcr.io/a/b'), { ...login, serveraddress: 'ghcr.io' });
  assert.equal(credentials.find('empty.io/a'), undefined);
  assert.equal(credentials.find('other.io/a'), undefined);
});
