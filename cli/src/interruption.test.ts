import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { interruptible, untilInterrupted } from './interruption.ts';
import { MemoryServer, workflowIn } from './testing/memory-server.ts';

describe('an interrupt', () => {
  it('ends what never answers', async () => {
    const controller = new AbortController();
    const waiting = untilInterrupted(new Promise(() => undefined), controller.signal);
    controller.abort();
    await assert.rejects(waiting, { code: 'interrupted' });
    await assert.rejects(untilInterrupted(Promise.resolve(1), controller.signal), { code: 'interrupted' });
  });

  it('leaves answers and errors that came before it', async () => {
    const { signal } = new AbortController();
    assert.equal(await untilInterrupted(Promise.resolve(1), signal), 1);
    await assert.rejects(untilInterrupted(Promise.reject(new Error('no')), signal), /no/);
  });

  it('ends the calls of a server', async () => {
    const memory = new MemoryServer();
    memory.put(workflowIn('w', 'Running'));
    const controller = new AbortController();
    const server = interruptible(memory, controller.signal);
    assert.equal((await server.getWorkflow('default', 'w')).metadata.name, 'w');
    memory.getVersion = () => new Promise(() => undefined);
    const waiting = server.getVersion();
    controller.abort();
    await assert.rejects(waiting, { code: 'interrupted' });
  });
});
