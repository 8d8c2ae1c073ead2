import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, test } from 'node:test';
import { freePort } from '@tiphys/local-servers';
import { testDirectory } from '@tiphys/testkit';
import { eventually } from '../fleet/eventually.ts';
import { FileGates } from '../fleet/file-gates.ts';
import { NAMESPACE, startFleet } from '../fleet/fleet.ts';
import { checkEnded, gatedWorkflow } from '../fleet/gated-workflow.ts';
import { type ServiceKind, ServiceProcess } from '../fleet/service-process.ts';

const SERVICES = ['api', 'scheduler', 'executor', 'status'] as const;

const fleet = await startFleet({ runtime: 'process' });
const gates = new FileGates(testDirectory());

/** Resolves with what the service says in its readiness, once that is so. */
function unready(name: string, what: RegExp): Promise<string> {
  return eventually(`${name} says ${what}`, async () => {
    const answer = await fleet.service(name).readiness();
    return answer !== undefined && !answer.ready && what.test(answer.text) ? answer.text : undefined;
  });
}

test('broker and database are down at start: services wait, say so, and come up', async () => {
  await Promise.all(SERVICES.map((name) => fleet.service(name).stop()));
  await Promise.all([fleet.nats.stop(), fleet.postgres.stop()]);
  for (const name of SERVICES) fleet.service(name).start();
  for (const name of SERVICES) {
    const text = await unready(name, /^nats: /m);
    assert.match(text, new RegExp(`^nats: .*127\\.0\\.0\\.1:${fleet.nats.port}`, 'm'), 'it names the server');
  }
  await unready('status', new RegExp(`^postgres: .*127\\.0\\.0\\.1:${fleet.postgres.port}`, 'm'));
  await assert.rejects(
    fleet.client.createWorkflow(NAMESPACE, gatedWorkflow('refused', undefined, { gates, image: 'none' })),
    { code: 'unavailable' },
  );

  await fleet.nats.restart();
  for (const name of ['scheduler', 'executor']) await fleet.ready(name);
  await unready('status', /^postgres: /m);
  await fleet.postgres.restart();
  await fleet.ready();
  const name = 'late-start';
  await fleet.client.createWorkflow(NAMESPACE, gatedWorkflow(name, undefined, { gates, image: 'none' }));
  await checkEnded(fleet, gates, await fleet.watch.finished(name));
});

test('the status service is down: workflows are accepted, reads wait for it', async () => {
  await fleet.service('status').stop();
  await unready('api', /^status: /m);
  const name = 'unread';
  await fleet.client.createWorkflow(NAMESPACE, gatedWorkflow(name, 'work', { gates, image: 'none' }));
  await gates.begun({ workflow: name, template: 'work' });
  const read = fleet.client.getWorkflow(NAMESPACE, name);
  await fleet.restart('status');
  assert.equal((await read).metadata.name, name);
  await gates.open({ workflow: name, template: 'work' });
  await checkEnded(fleet, gates, await fleet.watch.finished(name));
});

describe('what keeps a service from starting is one line, and its exit code', () => {
  /** A service on its own, with whatever is wrong for it. */
  async function ended(
    kind: ServiceKind,
    env: Record<string, string>,
  ): Promise<{ code: number; errors: string[] }> {
    const service = new ServiceProcess({
      name: kind,
      kind,
      env: {
        PATH: process.env.PATH,
        HOME: fleet.directory,
        TIPHYS_NATS_URL: fleet.nats.url,
        TIPHYS_POSTGRES_URL: fleet.postgres.url,
        TIPHYS_STATUS_ADDRESS: '127.0.0.1:0',
        TIPHYS_API_ADDRESS: '127.0.0.1:0',
        ...env,
      },
      healthAddress: env.TIPHYS_HEALTH_ADDRESS ?? '127.0.0.1:0',
    });
    service.start();
    const code = await service.exited;
    const lines = service.takeLog().split('\n');
    const errors = lines
      .filter((line) => line.includes('"level":"error"'))
      .map((line) => JSON.parse(line).msg);
    return { code, errors };
  }

  for (const kind of ['api', 'status'] as const) {
    test(`${kind}: its port is taken`, async (t) => {
      const other = createServer().listen(0, '127.0.0.1');
      t.after(() => other.close());
      await once(other, 'listening');
      const { port } = other.address() as { port: number };
      const address = `127.0.0.1:${port}`;
      const variable = kind === 'api' ? 'TIPHYS_API_ADDRESS' : 'TIPHYS_STATUS_ADDRESS';
      const { code, errors } = await ended(kind, { [variable]: address });
      assert.equal(code, 1);
      assert.deepEqual(errors, [
        `cannot start: port ${port} is taken: stop the process that listens on ${address} (see "ss -ltnp"), or choose another address`,
      ]);
    });
  }

  test('scheduler: the port of its health endpoints is taken', async () => {
    const { code, errors } = await ended('scheduler', { TIPHYS_HEALTH_ADDRESS: fleet.apiAddress });
    assert.equal(code, 1);
    assert.match(errors.join('\n'), /^cannot start: port \d+ is taken: .*$/);
  });

  test('a configuration that is none', async () => {
    const { code, errors } = await ended('executor', { TIPHYS_RUNTIME: 'podman', TIPHYS_CAPACITY: 'many' });
    assert.equal(code, 2);
    assert.equal(errors.length, 1);
    assert.match(errors[0] ?? '', /TIPHYS_RUNTIME.*docker/s);
    assert.match(errors[0] ?? '', /TIPHYS_CAPACITY.*whole number/s);
  });
});

test('an agent without a container engine waits, and says how to mend it', async () => {
  const service = new ServiceProcess({
    name: 'executor-without-docker',
    kind: 'executor',
    env: {
      PATH: process.env.PATH,
      HOME: fleet.directory,
      TIPHYS_NATS_URL: fleet.nats.url,
      TIPHYS_AGENT_FOLDER: `${fleet.directory}/without-docker`,
      TIPHYS_POOL: 'without-docker',
      DOCKER_HOST: 'unix:///no/such/docker.sock',
    },
    healthAddress: `127.0.0.1:${await freePort()}`,
  });
  service.start();
  const text = await eventually('it says so', async () => {
    const answer = await service.readiness();
    return answer?.text.includes('docker: no container engine') ? answer.text : undefined;
  });
  assert.match(
    text,
    /^docker: no container engine answers at \S*\/no\/such\/docker\.sock: there is no such socket; .*"npm run setup:docker"/m,
  );
  assert.equal(await service.stop(), 0);
});
