import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { statusText } from './header.ts';
import { resourcesDuration } from './resources-duration.ts';
import { logColour, PLAIN } from './style.ts';
import type { WorkflowView } from './view.ts';
import { renderWorkflow } from './workflow.ts';

process.env.TZ = 'UTC';

const NOW = new Date('2026-01-01T00:01:00Z');
const OPTIONS = { style: PLAIN, columns: 'default', now: NOW } as const;

const WORKFLOW: WorkflowView = {
  metadata: { name: 'w', namespace: 'default', creationTimestamp: '2026-01-01T00:00:00Z' },
  spec: { arguments: { parameters: [{ name: 'message', value: 'hello' }, { name: 'unset' }] } },
  status: {
    phase: 'Failed',
    message: 'main: Error (exit code 1)',
    startedAt: '2026-01-01T00:00:00Z',
    finishedAt: '2026-01-01T00:00:05Z',
    progress: '2/3',
    conditions: [
      { type: 'Completed', status: 'True' },
      { type: 'SpecWarning', status: 'True', message: 'mind the gap' },
    ],
    outputs: { parameters: [{ name: 'out', value: '1' }], artifacts: [{ name: 'log' }] },
    nodes: {
      w: { id: 'w', name: 'w', displayName: 'w', type: 'Pod', phase: 'Failed', hostNodeName: 'here' },
    },
  },
};

describe('a workflow', () => {
  it('has its header before the tree', () => {
    assert.equal(
      renderWorkflow(WORKFLOW, OPTIONS),
      [
        'Name:                w',
        'Namespace:           default',
        'ServiceAccount:      unset (will run with the default ServiceAccount)',
        'Status:              Failed',
        'Message:             main: Error (exit code 1)',
        'Conditions:',
        ' Completed           True',
        '⚠ SpecWarning        mind the gap',
        'Created:             Thu Jan 01 00:00:00 +0000 (1 minute ago)',
        'Started:             Thu Jan 01 00:00:00 +0000 (1 minute ago)',
        'Finished:            Thu Jan 01 00:00:05 +0000 (55 seconds ago)',
        'Duration:            5 seconds',
        'Progress:            2/3',
        'Parameters:',
        '  message:           hello',
        'Output Parameters:',
        '  out:               1',
        'Output Artifacts:    log',
        '',
        'STEP  TEMPLATE  PODNAME  DURATION  MESSAGE',
        ' ✖ w            w        0s',
        '',
      ].join('\n'),
    );
  });

  it('is a header alone before it has nodes', () => {
    const text = renderWorkflow({ metadata: WORKFLOW.metadata, spec: {} }, OPTIONS);
    assert.match(text, /^Name: +w\n.*Status: +Pending\nCreated: .*\nProgress:\n$/s);
  });

  it('is a tree alone with short columns, which name the host', () => {
    assert.equal(
      renderWorkflow(WORKFLOW, { ...OPTIONS, columns: 'short' }),
      'STEP  TEMPLATE  PODNAME  DURATION  MESSAGE  NODENAME\n ✖ w            w        0s                 here\n',
    );
  });

  it('prints no escape that comes with the data', () => {
    const text = renderWorkflow({ metadata: { name: 'w\u001b]0;title\u0007' } }, OPTIONS);
    assert.ok(!text.includes('\u001b') && !text.includes('\u0007'));
  });

  it('says what its phase hides', () => {
    const metadata = { name: 'w', creationTimestamp: '2026-01-01T00:00:00Z' };
    assert.equal(statusText({ metadata }), 'Pending');
    assert.equal(statusText({ metadata: {} }), 'Unknown');
    assert.equal(statusText({ metadata, status: { phase: 'Running' } }), 'Running');
    assert.equal(
      statusText({ metadata, spec: { suspend: true }, status: { phase: 'Running' } }),
      'Running (Suspended)',
    );
    assert.equal(
      statusText({ metadata, spec: { shutdown: 'Terminate' }, status: { phase: 'Failed' } }),
      'Failed (Terminated)',
    );
  });

  it('orders resources by name', () => {
    assert.equal(
      resourcesDuration({ memory: 9, cpu: 0, 'nvidia.com/gpu': 2 }),
      '0s*(1 cpu),9s*(100Mi memory),2s*(1 nvidia.com/gpu)',
    );
    assert.equal(resourcesDuration(undefined), '');
  });

  it('gives every pod the colour that Argo gives it', () => {
    assert.equal(logColour(''), 'green');
    assert.equal(logColour('a'), 'yellow');
    assert.equal(logColour('b'), 'blue');
  });
});
