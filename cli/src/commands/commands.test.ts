import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ClientError } from '@tiphys/client';
import { MemoryServer, workflowIn } from '../testing/memory-server.ts';
import { memorySession } from '../testing/memory-session.ts';
import { deleteWorkflows } from './delete.ts';
import { get } from './get.ts';
import { list } from './list.ts';
import { logs } from './logs.ts';
import { stop, terminate } from './shutdown.ts';
import { version } from './version.ts';

process.env.TZ = 'UTC';

function serverWith(...names: string[]): MemoryServer {
  const server = new MemoryServer();
  for (const name of names) server.put(workflowIn(name, 'Running'));
  return server;
}

describe('get', () => {
  it('prints the forms that it has', async () => {
    const server = serverWith('w');
    const printed = async (output?: 'name' | 'json' | 'yaml' | 'short'): Promise<string> => {
      const session = memorySession({ server });
      assert.equal(await get(session, ['w'], output === undefined ? {} : { output }), 0);
      return session.printed();
    };
    assert.equal(await printed('name'), 'w\n');
    assert.equal(JSON.parse(await printed('json')).metadata.name, 'w');
    assert.match(await printed('json'), /^\{\n {4}"metadata"/);
    assert.match(await printed('yaml'), /^metadata:\n {2}creationTimestamp: "2026-01-01T00:00:00Z"\n/);
    assert.match(await printed('short'), /^STEP .*NODENAME\n ● w /);
    assert.match(await printed(), /^Name: +w\n(?:.|\n)*\nDuration: +1 minute 0 seconds\n/);
  });

  it('refuses two filters, and one that it cannot read', async () => {
    const session = memorySession({ server: serverWith('w') });
    await assert.rejects(get(session, ['w'], { status: 'Failed', nodeFieldSelector: 'phase=x' }), {
      code: 'usage',
    });
    await assert.rejects(get(session, ['w'], { nodeFieldSelector: 'phase' }), { code: 'usage' });
  });
});

describe('list', () => {
  it('prints a line for each workflow, running ones first, page by page', async () => {
    const server = new MemoryServer();
    server.pageSize = 1;
    server.put(workflowIn('done', 'Failed'));
    server.put(workflowIn('busy', 'Running'));
    const session = memorySession({ server });
    assert.equal(await list(session, { headers: true }), 0);
    assert.equal(
      session.printed(),
      [
        'NAME   STATUS    AGE   DURATION   PRIORITY   MESSAGE',
        'busy   Running   1m    1m         0',
        'done   Failed    1m    5s         0',
        '',
      ].join('\n'),
    );
    assert.equal(server.lists.length, 2);
  });

  it('asks the server for what the flags choose', async () => {
    const server = serverWith();
    const session = memorySession({ server });
    const flags = {
      headers: true,
      selector: 'a=b',
      completed: true,
      status: ['Failed', 'Error'],
      allNamespaces: true,
    };
    await list(session, { ...flags, output: 'name' });
    assert.deepEqual(server.lists[0], {
      namespace: '',
      labelSelector: 'a=b,workflows.argoproj.io/completed=true,workflows.argoproj.io/phase in (Error,Failed)',
      fieldSelector: '',
      limit: 0,
      continue: '',
      fields: 'metadata,items.metadata.name,items.metadata.creationTimestamp,items.status.finishedAt',
    });
    assert.equal(session.printed(), 'No workflows found\n');
    await assert.rejects(list(session, { headers: true, completed: true, running: true }), { code: 'usage' });
  });

  it('chooses by age, prefix and end on this side', async () => {
    const server = serverWith('a-1', 'b-1');
    server.put(workflowIn('a-2', 'Succeeded'));
    const names = async (flags: object): Promise<string> => {
      const session = memorySession({ server });
      await list(session, { headers: true, output: 'name', ...flags });
      return session.printed();
    };
    assert.equal(await names({ prefix: 'a-' }), 'a-1\na-2\n');
    assert.equal(await names({ since: '30s' }), 'No workflows found\n');
    assert.equal(await names({ since: '1h', older: '30s' }), 'a-2\n');
    await assert.rejects(names({ since: 'soon' }), { code: 'usage' });
  });

  it('prints all of them as JSON or YAML, an empty list too', async () => {
    const session = memorySession({ server: serverWith() });
    await list(session, { headers: true, output: 'json' });
    await list(session, { headers: true, output: 'yaml' });
    assert.equal(session.printed(), '[]\n[]\n');
  });

  it('counts pods and shows parameters when wide', async () => {
    const server = new MemoryServer();
    const workflow = workflowIn('w', 'Running');
    const value = `${'x'.repeat(40)}${'y'.repeat(20)}`;
    server.put({ ...workflow, spec: { arguments: { parameters: [{ name: 'p', value }, { name: 'q' }] } } });
    const session = memorySession({ server });
    await list(session, { headers: false, output: 'wide' });
    assert.equal(
      session.printed(),
      `w   Running   1m   1m   0      0/1/0   p=${'x'.repeat(32)}...${'y'.repeat(15)}\n`,
    );
  });
});

describe('logs', () => {
  it('prints each line with its pod before it', async () => {
    const server = serverWith('w');
    server.logs = [
      { podName: 'w-a-1', content: 'hello' },
      { podName: 'w-b-2', content: '' },
    ];
    const session = memorySession({ server });
    const flags = { container: 'main', follow: true, since: '1m30s', tail: 5, grep: 'h', timestamps: true };
    assert.equal(await logs(session, 'w', 'w-a-1', flags), 0);
    assert.equal(session.printed(), 'w-a-1: hello\nw-b-2: \n');
    assert.deepEqual(server.logCalls[0], {
      container: 'main',
      podName: 'w-a-1',
      follow: true,
      sinceSeconds: 90,
      tailLines: 5,
      grep: 'h',
      timestamps: true,
    });
  });

  it('refuses times that it cannot read', async () => {
    const session = memorySession({ server: serverWith('w') });
    const container = 'main';
    await assert.rejects(logs(session, 'w', undefined, { container, since: '1s', sinceTime: 'x' }), {
      code: 'usage',
    });
    await assert.rejects(logs(session, 'w', undefined, { container, sinceTime: 'x' }), { code: 'usage' });
  });
});

describe('stop and terminate', () => {
  it('act on each workflow once, named or selected', async () => {
    const server = serverWith('a', 'b');
    const session = memorySession({ server });
    assert.equal(await stop(session, ['a'], { message: 'bye', selector: 'x=y' }), 0);
    assert.equal(await terminate(session, ['b'], {}), 0);
    assert.equal(session.printed(), 'workflow a stopped\nworkflow b stopped\nworkflow b terminated\n');
    assert.deepEqual(server.calls, ['stop a {"message":"bye"}', 'stop b {"message":"bye"}', 'terminate b']);
  });

  it('only say so in a dry run, and want to know which', async () => {
    const server = serverWith('a');
    const session = memorySession({ server });
    await stop(session, ['a'], { dryRun: true });
    assert.equal(session.printed(), 'workflow a stopped (dry-run)\n');
    assert.deepEqual(server.calls, []);
    await assert.rejects(terminate(session, [], {}), { code: 'usage' });
  });
});

describe('delete', () => {
  it('deletes what is named and what is chosen, and says what is not there', async () => {
    const server = serverWith('a', 'b');
    const session = memorySession({ server });
    assert.equal(await deleteWorkflows(session, ['gone'], { all: true }), 0);
    assert.equal(
      session.printed(),
      "Workflow 'gone' not found\nWorkflow 'a' deleted\nWorkflow 'b' deleted\n",
    );
    assert.equal(await deleteWorkflows(session, [], { all: true }), 0);
    assert.match(session.printed(), /No resources found\n$/);
    await assert.rejects(deleteWorkflows(session, [], {}), { code: 'usage' });
  });

  it('deletes nothing in a dry run', async () => {
    const server = serverWith('a');
    const session = memorySession({ server });
    await deleteWorkflows(session, ['a'], { dryRun: true });
    assert.equal(session.printed(), "Workflow 'a' deleted (dry-run)\n");
    assert.deepEqual(server.calls, []);
  });
});

describe('version', () => {
  it('has that of the server where one answers', async () => {
    const session = memorySession({ server: serverWith() });
    assert.equal(await version(session, {}), 0);
    assert.match(session.printed(), /^tiphys: v\d(?:.|\n)*\ntiphys-server: v9\.9\.9\n {2}GitCommit: abc\n$/);
  });

  it('minds a missing server only when the user named one', async () => {
    const alone = memorySession();
    assert.equal(await version(alone, { short: true }), 0);
    assert.match(alone.printed(), /^tiphys: v\d+\.\d+\.\d+\n$/);
    await assert.rejects(version(memorySession({ named: true }), {}), { code: 'unavailable' });
  });

  it('lets any other refusal through', async () => {
    const server = serverWith();
    server.getVersion = async () => {
      throw new ClientError('permission_denied', 'no');
    };
    await assert.rejects(version(memorySession({ server }), {}), /no/);
  });
});
