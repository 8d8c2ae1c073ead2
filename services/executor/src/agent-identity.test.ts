import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { agentIdentity } from './agent-identity.ts';

const root = mkdtempSync(join(tmpdir(), 'tiphys-agent-identity-'));
after(() => rmSync(root, { recursive: true }));

test('an agent keeps the id of its first start, and two folders have two', async () => {
  const folder = join(root, 'a/b');
  const first = await Promise.all([agentIdentity(folder, 'host'), agentIdentity(folder, 'host')]);
  assert.equal(first[0], first[1]);
  assert.match(first[0] ?? '', /^host-[0-9a-f]{8}$/);
  assert.equal(await agentIdentity(folder, 'renamed'), first[0]);
  assert.notEqual(await agentIdentity(join(root, 'c'), 'host'), first[0]);
});
