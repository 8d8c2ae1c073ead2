import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '@tiphys/clock/system';
import { connectJetStream, type JetStreamBroker } from '@tiphys/event-log/jetstream';
import { silentLogger } from '@tiphys/service-kit';
import type { Workflow } from '@tiphys/spec';
import { ownNats, testDirectory } from '@tiphys/testkit';
import { AgentProcess } from '../testing/agent-process.ts';
import { EngineScheduler } from '../testing/engine-scheduler.ts';

const folder = testDirectory();
const nats = await ownNats();
const end = new AbortController();
let broker: JetStreamBroker;
let scheduler: EngineScheduler;
let agent: AgentProcess;

before(async () => {
  mkdirSync(join(folder, 'files'));
  broker = connectJetStream({ servers: nats.url, name: 'process-artifacts', logger: silentLogger });
  await broker.ready();
  scheduler = new EngineScheduler(broker, systemClock);
  void scheduler.run(end.signal);
  agent = new AgentProcess({
    ...process.env,
    TIPHYS_NATS_URL: nats.url,
    TIPHYS_RUNTIME: 'process',
    TIPHYS_AGENT_FOLDER: join(folder, 'agent'),
    TIPHYS_HEARTBEAT: '500ms',
  });
});

after(async () => {
  assert.equal(await agent.end('SIGTERM'), 0, agent.log);
  end.abort();
  await broker.close();
});

/** A step that makes, and one that takes from a path of this host. */
async function run(make: string, take: string, takePath: string) {
  const name = `wf-${randomUUID().slice(0, 8)}`;
  const container = (script: string) => ({ image: 'none', command: ['sh', '-ec'], args: [script] });
  const from = { name: 'a', from: '{{steps.make.outputs.artifacts.a}}' };
  const { uid } = await scheduler.submit({
    metadata: { name, namespace: 'default', uid: randomUUID() },
    spec: {
      entrypoint: 'main',
      templates: [
        {
          name: 'main',
          steps: [
            [{ name: 'make', template: 'make' }],
            [{ name: 'take', template: 'take', arguments: { artifacts: [from] } }],
          ],
        },
        {
          name: 'make',
          container: container(make),
          outputs: { artifacts: [{ name: 'a', path: join(folder, 'files', 'made') }] },
        },
        {
          name: 'take',
          container: container(take),
          inputs: { artifacts: [{ name: 'a', path: takePath, mode: 0o700 }] },
        },
      ],
    },
  } as Workflow);
  const deadline = performance.now() + 60_000;
  while (!scheduler.isFinished(uid)) {
    if (performance.now() > deadline) throw new Error(agent.log);
    await delay(20);
  }
  const nodes = [...scheduler.draft(uid).nodes.values()];
  return (step: string) => nodes.find(({ displayName }) => displayName === step);
}

test('without a container engine artifacts go through the host’s temporary folders', async () => {
  const made = join(folder, 'files', 'made');
  const taken = join(folder, 'files', 'deep', 'taken');
  const node = await run(
    `mkdir -p ${made}/sub; echo text >${made}/sub/file; ln -s sub/file ${made}/link`,
    `[ "$(cat ${taken}/link)" = text ]; [ "$(stat -c %a ${taken})" = 700 ]`,
    taken,
  );
  assert.equal(node('make')?.phase, 'Succeeded', node('make')?.message);
  assert.equal(node('take')?.phase, 'Succeeded', node('take')?.message);
});

test('and nowhere else', async () => {
  const made = join(folder, 'files', 'made');
  const node = await run(`rm -rf ${made}; echo x >${made}`, 'true', '/etc/tiphys-test-artifact');
  assert.equal(node('take')?.phase, 'Error');
  assert.match(node('take')?.message ?? '', /^\/etc\/tiphys-test-artifact: the process runtime/);
});
