import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { manifestFiles } from '../testing/manifests.ts';
import { MemoryServer } from '../testing/memory-server.ts';
import { memorySession } from '../testing/memory-session.ts';
import { lint } from './lint.ts';
import { applyObjects } from './objects.ts';
import { submit } from './submit.ts';
import { deleteTemplates, getTemplates, listTemplates, writeTemplates } from './template.ts';

const KIND = 'WorkflowTemplate';

function template(name: string, kind = KIND): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: ${kind}
metadata: {name: ${name}}
spec:
  templates:
  - {name: say, container: {image: busybox}}
`;
}

function workflow(ref: string): string {
  return `kind: Workflow
metadata: {generateName: w-}
spec:
  entrypoint: m
  templates:
  - name: m
    steps: [[{name: a, templateRef: ${ref}}]]
`;
}

describe('template', () => {
  it('creates, shows, lists, replaces and deletes', async (t) => {
    const files = manifestFiles(t, {
      'a.yaml': `${template('a')}---\n${template('b')}---\n${template('c')}`,
    });
    const server = new MemoryServer();
    const session = memorySession({ server });
    assert.equal(await writeTemplates(session, KIND, 'create', files, { output: 'name' }), 0);
    assert.equal(await writeTemplates(session, KIND, 'update', files, { output: 'name' }), 0);
    assert.equal(session.printed(), 'a\nb\nc\na\nb\nc\n');
    assert.deepEqual(server.calls.slice(0, 4), [
      'create WorkflowTemplate default/a',
      'create WorkflowTemplate default/b',
      'create WorkflowTemplate default/c',
      'update WorkflowTemplate default/a 1',
    ]);
    const shown = memorySession({ server });
    await getTemplates(shown, KIND, ['a'], {});
    assert.equal(
      shown.printed(),
      'Name:                a\nNamespace:           default\nCreated:             Thu Jan 01 00:00:00 +0000 (1 minute ago)\n',
    );
    const listed = memorySession({ server });
    await listTemplates(listed, KIND, { selector: 'x=y' });
    assert.equal(listed.printed(), 'NAME\na\nb\nc\n');
    assert.equal(server.calls.at(-1), 'list WorkflowTemplate default x=y');
    const everywhere = memorySession({ server });
    await listTemplates(everywhere, KIND, { allNamespaces: true });
    assert.match(everywhere.printed(), /^NAMESPACE +NAME\ndefault +a\n/);
    const deleted = memorySession({ server });
    await deleteTemplates(deleted, KIND, ['a', 'x'], {});
    await deleteTemplates(deleted, KIND, [], { all: true });
    assert.equal(
      deleted.printed(),
      "WorkflowTemplate 'a' deleted\nWorkflowTemplate 'x' not found\nWorkflowTemplate 'b' deleted\nWorkflowTemplate 'c' deleted\n",
    );
    await assert.rejects(deleteTemplates(deleted, KIND, [], {}), { code: 'usage' });
    await assert.rejects(getTemplates(deleted, KIND, ['a'], {}), { code: 'not_found' });
  });

  it('takes only its own kind, and says what is wrong before anything is sent', async (t) => {
    const server = new MemoryServer();
    const cluster = manifestFiles(t, { 'c.yaml': template('c', 'ClusterWorkflowTemplate') });
    await assert.rejects(writeTemplates(memorySession({ server }), KIND, 'create', cluster, {}), {
      message: 'no WorkflowTemplate found in given files',
    });
    const wrong = manifestFiles(t, { 'w.yaml': `${template('a')}---\n${template('b')}  - {name: t}\n` });
    await assert.rejects(
      writeTemplates(memorySession({ server }), KIND, 'create', wrong, {}),
      /w\.yaml:14 spec\.templates\[1\]: .*type is unknown/,
    );
    assert.deepEqual(server.calls, []);
  });

  it('is linted with what else is linted', async (t) => {
    const right = '{name: a, template: say}';
    const files = manifestFiles(t, { 'a.yaml': template('a'), 'b.yaml': workflow(right) });
    const session = memorySession();
    assert.equal(await lint(session, files, { output: 'simple', offline: true }), 0);
    const wrong = manifestFiles(t, {
      'a.yaml': template('a'),
      'b.yaml': workflow('{name: a, template: none}'),
    });
    const found = memorySession();
    assert.equal(await lint(found, wrong, { output: 'simple', offline: true }), 1);
    assert.match(found.printed(), /template reference a\.none not found/);
    const server = new MemoryServer();
    assert.equal(await lint(memorySession({ server }), files, { output: 'simple' }, [KIND]), 0);
    assert.deepEqual(server.calls, ['lint WorkflowTemplate default/a']);
  });

  it('is applied, whatever the order of those that refer to each other', async () => {
    const server = new MemoryServer();
    server.templates(KIND).refuseUntil('b', 'a');
    const stdin = `${template('b')}---\n${template('a')}---\n${template('c', 'ClusterWorkflowTemplate')}`;
    const session = memorySession({ server, stdin });
    await applyObjects(session, ['-']);
    await applyObjects(session, ['-']);
    assert.deepEqual(session.printed().split('\n'), [
      "WorkflowTemplate 'a' created",
      "ClusterWorkflowTemplate 'c' created",
      "WorkflowTemplate 'b' created",
      "WorkflowTemplate 'b' configured",
      "WorkflowTemplate 'a' configured",
      "ClusterWorkflowTemplate 'c' configured",
      '',
    ]);
    const stuck = new MemoryServer();
    stuck.templates(KIND).refuseUntil('b', 'never');
    const refused = memorySession({ server: stuck, stdin: template('b') });
    await assert.rejects(applyObjects(refused, ['-']), { code: 'invalid_argument' });
  });

  it('is submitted from', async () => {
    const server = new MemoryServer();
    const session = memorySession({ server });
    const flags = {
      from: 'workflowtemplate/t',
      parameter: ['a=b'],
      entrypoint: 'x',
      output: 'name',
    } as const;
    assert.equal(await submit(session, [], { ...flags, parameter: [...flags.parameter] }), 0);
    assert.equal(server.calls[0], 'submit workflowtemplate/t {"entryPoint":"x","parameters":["a=b"]}');
    assert.equal(session.printed(), 't-abcde\n');
    await assert.rejects(submit(session, [], { from: 'x' }), { code: 'usage' });
    await assert.rejects(submit(session, ['f.yaml'], { from: 'a/b' }), { code: 'usage' });
    await assert.rejects(submit(session, [], {}), { code: 'usage' });
  });
});
