import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeWorkflow } from '@tiphys/spec';
import { validateWorkflow } from './validate-workflow.ts';

function errorsOf(environment: object): string[] {
  const container = { image: 'busybox', command: ['true'], ...environment };
  const decoded = decodeWorkflow({
    metadata: { name: 'wf' },
    spec: { entrypoint: 'main', templates: [{ name: 'main', container }] },
  });
  const problems = decoded.ok ? validateWorkflow(decoded.workflow).errors : decoded.problems;
  return problems.map(({ path, message }) => `${path.slice(4).join('.')}: ${message}`);
}

function variable(valueFrom: object, more: object = {}) {
  return errorsOf({ env: [{ name: 'A', valueFrom, ...more }] });
}

test('sources of variables', () => {
  assert.deepEqual(variable({ secretKeyRef: { name: 'a', key: 'b' } }), []);
  assert.deepEqual(
    variable({ configMapKeyRef: { name: '{{inputs.parameters.x}}', key: 'b', optional: true } }).length,
    1,
  );
  assert.deepEqual(variable({}), [
    'env.0.valueFrom: must specify one of: fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef',
  ]);
  assert.deepEqual(variable({ secretKeyRef: { key: 'b' } }, { value: 'x' }), [
    'env.0.valueFrom: may not be specified when `value` is not empty',
    'env.0.valueFrom.secretKeyRef: a name is required',
  ]);
  assert.deepEqual(variable({ configMapKeyRef: { name: 'a' } }), [
    'env.0.valueFrom.configMapKeyRef: a key is required',
  ]);
  assert.deepEqual(variable({ fileKeyRef: { path: 'x' } }), [
    'env.0.valueFrom.fileKeyRef: needs Kubernetes: its kubelet reads files of other containers',
  ]);
});

test('fields and resources that are known before the start', () => {
  assert.deepEqual(variable({ fieldRef: { fieldPath: 'metadata.name' } }), []);
  assert.deepEqual(variable({ fieldRef: { fieldPath: "metadata.annotations['a/b']" } }), []);
  assert.match(
    variable({ fieldRef: { fieldPath: 'status.podIP' } }).join(),
    /^env.0.valueFrom.fieldRef.fieldPath: not supported/,
  );
  assert.deepEqual(variable({ resourceFieldRef: { resource: 'limits.cpu', divisor: '1m' } }), []);
  assert.match(variable({ resourceFieldRef: { resource: 'limits.hugepages' } }).join(), /not supported/);
});

test('all entries of an object', () => {
  assert.deepEqual(errorsOf({ envFrom: [{ prefix: 'A_', configMapRef: { name: 'a' } }] }), []);
  assert.deepEqual(errorsOf({ envFrom: [{ prefix: 'A_' }, { secretRef: {} }] }), [
    'envFrom.0: must specify one of: configMapRef or secretRef',
    'envFrom.1: a name is required',
  ]);
});
