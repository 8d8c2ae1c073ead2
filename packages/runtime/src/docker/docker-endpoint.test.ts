import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { resolveDockerEndpoint } from './docker-endpoint.ts';

const home = mkdtempSync(join(tmpdir(), 'tiphys-docker-endpoint-'));
after(() => rmSync(home, { recursive: true }));

function writeContext(config: string, name: string, host: string): void {
  const folder = join(config, 'contexts/meta', createHash('sha256').update(name).digest('hex'));
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'meta.json'),
    JSON.stringify({ Name: name, Endpoints: { docker: { Host: host } } }),
  );
}

test('DOCKER_HOST in its forms', () => {
  const options = (host: string) => {
    const found = resolveDockerEndpoint({ DOCKER_HOST: host, HOME: home, SSH_AUTH_SOCK: '/agent' });
    assert.ok('options' in found);
    return found.options;
  };
  assert.deepEqual(options('unix:///run/x.sock'), { socketPath: '/run/x.sock', host: undefined });
  assert.deepEqual(options('tcp://10.0.0.7:2375'), { host: '10.0.0.7', port: 2375, protocol: 'http' });
  assert.deepEqual(options('10.0.0.7:99'), { host: '10.0.0.7', port: 99, protocol: 'http' });
  assert.deepEqual(options('ssh://me@far.example'), {
    protocol: 'ssh',
    host: 'far.example',
    port: 22,
    username: 'me',
    sshOptions: { agent: '/agent' },
  });
});

test('TLS files come from DOCKER_CERT_PATH', () => {
  const folder = join(home, 'certs');
  mkdirSync(folder);
  for (const kind of ['ca', 'cert', 'key']) writeFileSync(join(folder, `${kind}.pem`), kind);
  const found = resolveDockerEndpoint({
    DOCKER_HOST: 'tcp://far.example',
    DOCKER_TLS_VERIFY: '1',
    DOCKER_CERT_PATH: folder,
  });
  assert.ok('options' in found);
  assert.equal(found.options.protocol, 'https');
  assert.equal(found.options.port, 2376);
  assert.equal(String(found.options.key), 'key');
});

test('the current context, and the one that DOCKER_CONTEXT names before it', () => {
  const config = join(home, '.docker');
  mkdirSync(config, { recursive: true });
  writeContext(config, 'far', 'tcp://far.example:1');
  writeContext(config, 'near', 'unix:///near.sock');
  writeFileSync(join(config, 'config.json'), '{"currentContext":"far"}');
  const address = (env: Record<string, string>) => {
    const found = resolveDockerEndpoint({ HOME: home, ...env });
    return 'address' in found ? found.address : found.problem;
  };
  assert.equal(address({}), 'tcp://far.example:1');
  assert.equal(address({ DOCKER_CONTEXT: 'near' }), 'unix:///near.sock');
  assert.equal(address({ DOCKER_CONTEXT: 'near', DOCKER_HOST: 'tcp://a:1' }), 'tcp://a:1');
  assert.match(address({ DOCKER_CONTEXT: 'gone' }), /there is no context "gone"/);
  writeFileSync(join(config, 'config.json'), '{"currentContext"');
  assert.match(address({}), /^Docker's configuration cannot be read: /);
});
