import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ClientError } from '@tiphys/client';
import { MemoryServer } from '../testing/memory-server.ts';
import { memorySession } from '../testing/memory-session.ts';
import {
  createCrons,
  deleteCrons,
  getCrons,
  lintCrons,
  listCrons,
  switchCrons,
  updateCrons,
} from './cron.ts';
import { backfillCron } from './cron-backfill.ts';

process.env.TZ = 'UTC';

const MANIFEST = `
apiVersion: argoproj.io/v1alpha1
kind: CronWorkflow
metadata: {name: tick}
spec:
  schedules: ["*/5 * * * *", "@daily"]
  timezone: UTC
  concurrencyPolicy: Forbid
  workflowSpec:
    entrypoint: main
    arguments: {parameters: [{name: a, value: b}]}
---
kind: Workflow
metadata: {name: passed-over}
`;

describe('cron', () => {
  it('creates, lists, shows, suspends, resumes, updates and deletes', async () => {
    const server = new MemoryServer();
    const session = memorySession({ server, stdin: MANIFEST });
    assert.equal(await createCrons(session, ['-'], { output: 'name' }), 0);
    await listCrons(session, {});
    await switchCrons(session, 'suspend', ['tick']);
    await getCrons(session, ['tick'], {});
    await switchCrons(session, 'resume', ['tick']);
    await updateCrons(session, ['-'], { output: 'name' });
    await deleteCrons(session, [], { all: true });
    assert.deepEqual([...server.crons.kept.keys()], []);
    assert.equal(
      session.printed(),
      [
        'tick',
        'NAME   AGE   LAST RUN   NEXT RUN   SCHEDULES            TIMEZONE   SUSPENDED',
        'tick   1m    N/A        4m         */5 * * * *,@daily   UTC        false',
        "CronWorkflow 'tick' suspended",
        'Name:                          tick',
        'Namespace:                     default',
        'Created:                       Thu Jan 01 00:00:00 +0000 (1 minute ago)',
        'Schedules:                     */5 * * * *,@daily',
        'Suspended:                     true',
        'Timezone:                      UTC',
        'ConcurrencyPolicy:             Forbid',
        'NextScheduledTime:             Thu Jan 01 00:05:00 +0000 (4 minutes from now)',
        'Workflow Parameters:',
        '  a:                           b',
        "CronWorkflow 'tick' resumed",
        'tick',
        "CronWorkflow 'tick' deleted",
        '',
      ].join('\n'),
    );
  });

  it('overrides the schedule, and says what the server refuses', async () => {
    const server = new MemoryServer();
    const session = memorySession({ server, stdin: MANIFEST });
    await createCrons(session, ['-'], { schedule: '0 0 * * *', output: 'name' });
    assert.deepEqual(server.crons.kept.get('tick')?.spec.schedules, ['0 0 * * *']);
    assert.equal(await lintCrons(session, ['-']), 0);
    server.crons.lintRefusal = new ClientError('invalid_argument', 'one\ntwo');
    assert.equal(await lintCrons(session, ['-']), 1);
    assert.match(session.printed(), /stdin:\n {3}✖ one\n {3}✖ two\n$/);
    const none = memorySession({ server, stdin: 'kind: Workflow' });
    await assert.rejects(createCrons(none, ['-'], {}), { message: 'No CronWorkflows found in given files' });
  });

  it('knows the times of @every, which count from the last run, and backfilled from the start', async () => {
    const server = new MemoryServer();
    const session = memorySession({ server, stdin: MANIFEST });
    await createCrons(session, ['-'], { schedule: '@every 90s', output: 'name' });
    await listCrons(session, {});
    assert.match(session.printed(), /tick +1m +N\/A +30s +@every 90s/);
    const [start, end] = ['2025-01-01T00:00:10Z', '2025-01-01T00:03:10Z'];
    const flags = { name: 'b', start, end, parallel: true, argname: 'at', maxworkflowcount: 10 };
    assert.equal(await backfillCron(session, 'tick', flags), 0);
    const times = [...session.printed().matchAll(/^tick-backfill-b-\S+\t.* (\S+) \S+ UTC$/gm)].map(
      ([, time]) => time,
    );
    assert.deepEqual(times, ['00:01:40', '00:03:10']);
  });

  it('backfills the times between two dates', async () => {
    const server = new MemoryServer();
    const session = memorySession({ server, stdin: MANIFEST });
    await createCrons(session, ['-'], { schedule: '0 0 * * *', output: 'name' });
    const flags = { start: 'Mon, 06 May 2024 00:00:00 +0000', argname: 'when', parallel: true, name: 'b1' };
    const end = '2024-05-08T00:00:00Z';
    assert.equal(await backfillCron(session, 'tick', { ...flags, end, maxworkflowcount: 10 }), 0);
    assert.match(session.printed(), /2024-05-07 00:00:00 \+0000 UTC\n.*2024-05-08 00:00:00 \+0000 UTC\n/);
    assert.equal(server.calls.filter((call) => call.startsWith('create')).length, 2);
    const created = await server.getWorkflow('default', '@latest');
    assert.equal(created.metadata.generateName, 'tick-backfill-b1-');
    assert.deepEqual(
      created.spec.arguments?.parameters?.map(({ name, value }) => `${name}=${value}`),
      ['a=b', 'when=2024-05-08 00:00:00 +0000 UTC'],
    );
    await assert.rejects(backfillCron(session, 'tick', { ...flags, end, maxworkflowcount: 1 }), {
      code: 'failed',
    });
    await assert.rejects(backfillCron(session, 'tick', { ...flags, start: 'soon', maxworkflowcount: 1 }), {
      code: 'usage',
    });
  });
});
