import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MemoryServer } from '../testing/memory-server.ts';
import { memorySession } from '../testing/memory-session.ts';
import { applyObjects, createObject, deleteObjects, getObjects, listObjects } from './objects.ts';

describe('ConfigMaps and Secrets', () => {
  it('are made of entries, in text or in base64', async () => {
    const server = new MemoryServer();
    const session = memorySession({ server });
    const file = { fromFile: [`self=${import.meta.filename}`], fromLiteral: ['a=1=2', 'b='] };
    assert.equal(await createObject(session, 'ConfigMap', 'cm', file), 0);
    assert.equal(await createObject(session, 'Secret', 'sec', { fromLiteral: ['password=hunter2'] }), 0);
    assert.equal(session.printed(), "ConfigMap 'cm' created\nSecret 'sec' created\n");
    const configMap = server.resources.sent.get('ConfigMap default/cm') as { data: Record<string, string> };
    assert.deepEqual([configMap.data.a, configMap.data.b], ['1=2', '']);
    assert.match(configMap.data.self ?? '', /^import assert/);
    const secret = server.resources.sent.get('Secret default/sec') as { data: Record<string, string> };
    assert.equal(secret.data.password, Buffer.from('hunter2').toString('base64'));
    for (const wrong of [{ fromLiteral: ['hunter2'] }, { fromLiteral: ['a=1', 'a=2'] }]) {
      await assert.rejects(createObject(session, 'Secret', 'x', wrong), (error: Error & { code: string }) => {
        assert.equal(error.code, 'usage');
        return !error.message.includes('hunter2');
      });
    }
    await assert.rejects(createObject(session, 'Secret', 'x', { fromFile: ['/no/such'] }), {
      message: '/no/such: no such file or directory',
    });
  });

  it('are applied from manifests, and nothing where one is of another kind', async () => {
    const server = new MemoryServer();
    const stdin = [
      'kind: ConfigMap\nmetadata: {name: cm, namespace: other}\ndata: {a: "1"}',
      'kind: Secret\nmetadata: {name: sec}\nstringData: {b: hunter2}',
    ].join('\n---\n');
    const session = memorySession({ server, stdin });
    assert.equal(await applyObjects(session, ['-']), 0);
    assert.equal(await applyObjects(session, ['-']), 0);
    assert.deepEqual(session.printed().split('\n'), [
      "ConfigMap 'cm' created",
      "Secret 'sec' created",
      "ConfigMap 'cm' configured",
      "Secret 'sec' configured",
      '',
    ]);
    assert.deepEqual([...server.resources.sent.keys()], ['ConfigMap other/cm', 'Secret default/sec']);
    const mixed = memorySession({ server: new MemoryServer(), stdin: `${stdin}\n---\nkind: Pod` });
    await assert.rejects(applyObjects(mixed, ['-']), { message: 'stdin: Pod cannot be applied' });
    await assert.rejects(applyObjects(session, ['-'], 'Secret'), {
      message: 'stdin: ConfigMap cannot be applied',
    });
    await assert.rejects(applyObjects(session, []), { code: 'usage' });
  });

  it('are shown, a Secret without its values', async () => {
    const server = new MemoryServer();
    const session = memorySession({ server });
    await createObject(session, 'Secret', 'sec', { fromLiteral: ['password=hunter2'] });
    await getObjects(session, 'Secret', ['sec'], {});
    await getObjects(session, 'Secret', ['sec'], { output: 'yaml' });
    await listObjects(session, 'Secret', {});
    assert.match(session.printed(), /password: +\(secret\)/);
    assert.match(session.printed(), /NAME +TYPE +DATA +AGE\nsec +Opaque +1 +1m/);
    assert.equal(/hunter2|aHVudGVyMg/.test(session.printed()), false);
    await deleteObjects(session, 'Secret', ['sec']);
    await assert.rejects(getObjects(session, 'Secret', ['sec'], {}), { code: 'not_found' });
  });
});
