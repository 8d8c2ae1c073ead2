import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolveSettings } from './resolve-settings.ts';

const mount = { name: 'v', mountPath: '/v' };
const variables = new Map([
  ['A', 'one'],
  ['SECRET', 'hunter2'],
  ['EMPTY', ''],
]);
const mounted = (subPathExpr: string, rest = {}) =>
  resolveSettings({ volumeMounts: [{ ...mount, ...rest, subPathExpr }] }, [], variables).volumeMounts?.[0];

test('subPathExpr becomes the subPath, with the values of variables', () => {
  assert.deepEqual(mounted('$(A)/x/$$(A)'), { ...mount, subPath: 'one/x/$(A)' });
  assert.deepEqual(mounted('', { subPath: '$(A)' }), { ...mount, subPath: '$(A)' });
  assert.throws(() => mounted('$(B)$(A)$(EMPTY)'), {
    name: 'ObjectError',
    message: 'missing value for B, EMPTY',
  });
  assert.throws(() => mounted('x', { subPath: 'y' }), /subPathExpr and subPath are mutually exclusive/);
});

test('the commands of probes know what stands in the manifest, and no secret', () => {
  const exec = { command: ['test', '$(A) $(SECRET) $(OTHER)'] };
  const env = [
    { name: 'A', value: '1' },
    { name: 'SECRET', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
  ];
  const probe = { exec, periodSeconds: 3 };
  const resolved = resolveSettings(
    { livenessProbe: probe, startupProbe: { httpGet: { port: 1 } } },
    env,
    variables,
  );
  assert.deepEqual(resolved, {
    livenessProbe: { exec: { command: ['test', '1  $(OTHER)'] }, periodSeconds: 3 },
    startupProbe: { httpGet: { port: 1 } },
  });
});
