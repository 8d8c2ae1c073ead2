import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inOrderOfReference, type ShelvedTemplate } from './template-shelf.ts';

function template(name: string, ...refs: object[]): ShelvedTemplate {
  const steps = refs.map((templateRef) => [{ name: 'a', templateRef }]);
  const manifest = { kind: 'WorkflowTemplate', metadata: { name }, spec: { templates: [{ steps }] } };
  return { kind: 'WorkflowTemplate', manifest: manifest as unknown as ShelvedTemplate['manifest'] };
}

function ordered(...templates: ShelvedTemplate[]): (string | undefined)[] {
  return inOrderOfReference(templates).map(({ manifest }) => manifest.metadata.name);
}

test('a template comes after those that it refers to, at whatever distance', () => {
  const outer = template('outer', { name: 'inner', template: 'x' });
  const inner = template('inner', { name: 'leaf', template: 'x' }, { name: 'elsewhere', template: 'x' });
  assert.deepEqual(ordered(outer, inner, template('leaf')), ['leaf', 'inner', 'outer']);
});

test('what goes round in a circle, or to a ClusterWorkflowTemplate of that name, is in the order in which it stands', () => {
  const one = template('one', { name: 'two', template: 'x' });
  const two = template('two', { name: 'one', template: 'x' });
  assert.deepEqual(ordered(one, two), ['two', 'one']);
  const other = template('other', { name: 'last', template: 'x', clusterScope: true });
  assert.deepEqual(ordered(other, template('last')), ['other', 'last']);
});
