import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeWorkflow } from '@tiphys/spec';
import { validateWorkflow } from './validate-workflow.ts';

function errorsOf(nodeSelectorTerms: unknown, more: object = {}): string[] {
  const affinity = {
    nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
    ...more,
  };
  const container = { image: 'busybox', command: ['true'] };
  const decoded = decodeWorkflow({
    metadata: { name: 'wf' },
    spec: {
      entrypoint: 'main',
      tolerations: [{ operator: 'Exists' }],
      nodeSelector: { disk: 'ssd' },
      templates: [{ name: 'main', affinity, container }],
    },
  });
  const problems = decoded.ok ? validateWorkflow(decoded.workflow).errors : decoded.problems;
  return problems.map(({ path, message }) => `${path.slice(6).join('.')}: ${message}`);
}

const expression = (operator: string, values?: string[]) => [
  { matchExpressions: [{ key: 'disk', operator, ...(values === undefined ? {} : { values }) }] },
];

test('node affinity: operators and their values', () => {
  for (const [operator, values] of [
    ['In', ['a']],
    ['NotIn', ['a', 'b']],
    ['Exists', undefined],
    ['DoesNotExist', undefined],
    ['Gt', ['3']],
  ] as const) {
    assert.deepEqual(errorsOf(expression(operator, values?.slice())), []);
  }
  const values = 'nodeSelectorTerms.0.matchExpressions.0.values: ';
  assert.deepEqual(errorsOf(expression('In')), [
    `${values}must be specified when \`operator\` is 'In' or 'NotIn'`,
  ]);
  assert.deepEqual(errorsOf(expression('Exists', ['a'])), [
    `${values}may not be specified when \`operator\` is 'Exists' or 'DoesNotExist'`,
  ]);
  assert.deepEqual(errorsOf(expression('Lt', ['1', '2'])), [
    `${values}must be specified single value when \`operator\` is 'Lt' or 'Gt'`,
  ]);
  assert.deepEqual(errorsOf(expression('Is')), [
    'nodeSelectorTerms.0.matchExpressions.0.operator: "Is" is not a valid selector operator',
  ]);
  assert.deepEqual(errorsOf([]), [
    'nodeSelectorTerms: Required value: must have at least one node selector term',
  ]);
  assert.deepEqual(errorsOf([{ matchFields: [{ key: 'x', operator: 'Exists' }] }]), [
    'nodeSelectorTerms.0.matchFields.0.key: not a valid field selector key',
  ]);
});

test('what is only preferred is taken; what pods must be beside is refused', () => {
  const preferredDuringSchedulingIgnoredDuringExecution = [{ weight: 1, preference: {} }];
  const terms = expression('Exists');
  assert.deepEqual(errorsOf(terms, { podAffinity: { preferredDuringSchedulingIgnoredDuringExecution } }), []);
  const [refusal] = errorsOf(terms, {
    podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{}] },
  });
  assert.match(refusal ?? '', /needs Kubernetes/);
});
