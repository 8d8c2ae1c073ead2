import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseNodeSelector } from './node-selector.ts';
import type { TreeOptions } from './node-tree.ts';
import { treeLines } from './node-tree.ts';
import { PLAIN } from './style.ts';
import type { NodeView, WorkflowView } from './view.ts';

const OPTIONS: TreeOptions = { style: PLAIN, columns: 'default', now: new Date('2026-01-01T00:01:00Z') };

describe('the tree', () => {
  it('draws the handler of the workflow as a second tree after a blank line', () => {
    const workflow = workflowOf('exit-handler-j9vp7', [
      node({ id: 'exit-handler-j9vp7', type: 'DAG', templateName: 'main' }),
      node({
        id: 'exit-handler-j9vp7-3090167688',
        name: 'exit-handler-j9vp7.a',
        displayName: 'a',
        templateName: 'whalesay',
        boundaryID: 'exit-handler-j9vp7',
        finishedAt: '2026-01-01T00:00:06Z',
      }),
      node({
        id: 'handler',
        name: 'exit-handler-j9vp7.onExit',
        displayName: 'exit-handler-j9vp7.onExit',
        type: 'Steps',
        templateName: 'tidy-up',
      }),
      node({
        id: 'group',
        displayName: '[0]',
        type: 'StepGroup',
        boundaryID: 'handler',
        children: ['exit-handler-j9vp7-3166996485', 'cry'],
      }),
      node({
        id: 'exit-handler-j9vp7-3166996485',
        name: 'exit-handler-j9vp7.onExit[0].celebrate',
        displayName: 'celebrate',
        templateName: 'celebrate',
        boundaryID: 'handler',
        finishedAt: '2026-01-01T00:00:04Z',
      }),
      node({
        id: 'cry',
        type: 'Skipped',
        phase: 'Skipped',
        templateName: 'cry',
        boundaryID: 'handler',
        message: "when 'Succeeded != Succeeded' evaluated false",
      }),
    ]);
    assert.deepEqual(treeLines(workflow, OPTIONS), [
      'STEP                          TEMPLATE   PODNAME                                  DURATION  MESSAGE',
      ' ✔ exit-handler-j9vp7         main',
      ' └─✔ a                        whalesay   exit-handler-j9vp7-whalesay-3090167688   6s',
      '',
      ' ✔ exit-handler-j9vp7.onExit  tidy-up',
      ' └─┬─✔ celebrate              celebrate  exit-handler-j9vp7-celebrate-3166996485  4s',
      "   └─○ cry                    cry                                                           when 'Succeeded != Succeeded' evaluated false",
    ]);
  });

  it('brackets the steps of a group, and draws a lone one on a long branch', () => {
    const workflow = workflowOf('w', [
      node({ id: 'w', type: 'Steps' }),
      node({ id: 'g0', type: 'StepGroup', boundaryID: 'w', children: ['one'] }),
      node({
        id: 'g1',
        type: 'StepGroup',
        boundaryID: 'w',
        children: ['two', 'three', 'four'],
        startedAt: at(1),
      }),
      node({ id: 'g2', type: 'StepGroup', boundaryID: 'w', children: ['five', 'six'], startedAt: at(2) }),
      node({ id: 'one', boundaryID: 'w' }),
      node({ id: 'two', boundaryID: 'w', startedAt: at(1) }),
      node({ id: 'three', boundaryID: 'w', startedAt: at(1), type: 'DAG' }),
      node({ id: 'inner', boundaryID: 'three', startedAt: at(1) }),
      node({ id: 'four', boundaryID: 'w', startedAt: at(1) }),
      node({ id: 'five', boundaryID: 'w', startedAt: at(2) }),
      node({ id: 'six', boundaryID: 'w', startedAt: at(2) }),
    ]);
    assert.deepEqual(steps(workflow), [
      ' ✔ w',
      ' ├───✔ one',
      ' ├─┬─✔ four',
      ' │ ├─✔ three',
      ' │ │ └─✔ inner',
      ' │ └─✔ two',
      ' └─┬─✔ five',
      '   └─✔ six',
    ]);
    assert.deepEqual(steps(workflow, { ...OPTIONS, style: { colour: false, utf8: false } }), [
      ' Succeeded w',
      ' |---Succeeded one',
      ' |-+-Succeeded four',
      ' | |-Succeeded three',
      ' | | `-Succeeded inner',
      ' | `-Succeeded two',
      ' `-+-Succeeded five',
      '   `-Succeeded six',
    ]);
  });

  it('draws the attempts of a Retry node below it, a single attempt in its place', () => {
    const workflow = workflowOf('w', [
      node({ id: 'w', type: 'DAG' }),
      node({ id: 'r', type: 'Retry', boundaryID: 'w', children: ['r(0)', 'r(1)'] }),
      node({ id: 'r(0)', boundaryID: 'w', phase: 'Failed' }),
      node({ id: 'r(1)', boundaryID: 'w', startedAt: at(3) }),
      node({ id: 's', type: 'Retry', boundaryID: 'w', children: ['s(0)'], startedAt: at(4) }),
      node({ id: 's(0)', boundaryID: 'w', startedAt: at(4) }),
    ]);
    assert.deepEqual(steps(workflow), [' ✔ w', ' ├─✔ r', ' │ ├─✖ r(0)', ' │ └─✔ r(1)', ' └─✔ s(0)']);
  });

  it('orders siblings by start, loop items by index, the others by name', () => {
    const names = ['b', 'a(10:x)', 'a(2:y)', 'a(0:z)', 'c'];
    const workflow = workflowOf('w', [
      node({ id: 'w', type: 'DAG' }),
      node({ id: 'group', type: 'TaskGroup', boundaryID: 'w', children: names }),
      ...names.map((name) => node({ id: name, boundaryID: 'w' })),
      node({ id: 'early', boundaryID: 'w', startedAt: '2025-12-31T23:59:59Z' }),
    ]);
    assert.deepEqual(steps(workflow), [
      ' ✔ w',
      ' ├─✔ early',
      ' ├─✔ a(0:z)',
      ' ├─✔ a(2:y)',
      ' ├─✔ a(10:x)',
      ' ├─✔ b',
      ' └─✔ c',
    ]);
  });

  it('leaves out omitted nodes, and those a filter refuses, but not what is below them', () => {
    const workflow = workflowOf('w', [
      node({ id: 'w', type: 'DAG', phase: 'Failed' }),
      node({ id: 'a', boundaryID: 'w', phase: 'Failed' }),
      node({ id: 'b', boundaryID: 'w', type: 'Skipped', phase: 'Omitted' }),
      node({ id: 'd', boundaryID: 'w', type: 'DAG' }),
      node({ id: 'e', boundaryID: 'd', phase: 'Failed' }),
    ]);
    assert.deepEqual(steps(workflow), [' ✖ w', ' ├─✖ a', ' └─✔ d', '   └─✖ e']);
    const selector = parseNodeSelector('phase=Failed');
    assert.ok(selector.ok);
    assert.deepEqual(steps(workflow, { ...OPTIONS, filter: selector.matches }), [' ✖ w', ' ├─✖ a', ' └─✖ e']);
  });

  it('marks every phase, and a suspend node that waits', () => {
    const phases = ['Pending', 'Running', 'Succeeded', 'Skipped', 'Failed', 'Error', ''];
    const workflow = workflowOf('w', [
      node({ id: 'w', type: 'DAG' }),
      ...phases.map((phase, index) => node({ id: `n${index}`, boundaryID: 'w', phase })),
      node({ id: 'wait', boundaryID: 'w', phase: 'Running', type: 'Suspend' }),
    ]);
    assert.equal(
      steps(workflow)
        .map((line) => line.slice(3, 4))
        .slice(1)
        .join(''),
      '◷●✔○✖⚠ ǁ',
    );
    const coloured = treeLines(workflow, { ...OPTIONS, style: { colour: true, utf8: true } });
    assert.ok(coloured[2]?.startsWith(' ├─\u001b[33m◷\u001b[0m n0 '));
    assert.ok(coloured[3]?.startsWith(' ├─\u001b[36m●\u001b[0m n1 '));
  });

  it('shows a running pod its time so far, and keeps a message on its line and harmless', () => {
    const workflow = workflowOf('w', [
      node({ id: 'w', phase: 'Running', finishedAt: null, message: 'one\n  two\u001b[2J\tthree' }),
    ]);
    assert.deepEqual(treeLines(workflow, OPTIONS), [
      'STEP  TEMPLATE  PODNAME  DURATION  MESSAGE',
      ' ● w            w        1m        one two[2J three',
    ]);
  });

  it('draws nothing before there is a root, and takes __proto__ for a name like any other', () => {
    assert.deepEqual(treeLines({ metadata: { name: 'w' } }, OPTIONS), []);
    assert.deepEqual(treeLines(workflowOf('w', []), OPTIONS), []);
    const workflow = workflowOf('w', [
      node({ id: 'w', type: 'DAG' }),
      node({ id: 'w-1', displayName: '__proto__', boundaryID: 'w' }),
    ]);
    assert.deepEqual(steps(workflow), [' ✔ w', ' └─✔ __proto__']);
  });

  it('draws 5,000 nested levels and 100,000 siblings', () => {
    const deep = Array.from({ length: 5_000 }, (_, index) =>
      node({
        id: index === 0 ? 'w' : `n${index}`,
        type: 'DAG',
        boundaryID: index < 2 ? (index === 1 ? 'w' : '') : `n${index - 1}`,
      }),
    );
    assert.equal(treeLines(workflowOf('w', deep), OPTIONS).length, 5_001);
    const wide = Array.from({ length: 100_000 }, (_, index) =>
      node({ id: `n(${index}:x)`, boundaryID: 'w' }),
    );
    const lines = steps(workflowOf('w', [node({ id: 'w', type: 'DAG' }), ...wide.reverse()]));
    assert.equal(lines.length, 100_001);
    assert.equal(lines[10], ' ├─✔ n(9:x)');
  });
});

/** The first column, without the header. */
function steps(workflow: WorkflowView, options = OPTIONS): string[] {
  const [header = '', ...lines] = treeLines(workflow, options);
  return lines.map((line) => line.slice(0, header.indexOf('TEMPLATE')).trimEnd());
}

function at(second: number): string {
  return `2026-01-01T00:00:0${second}Z`;
}

function node(view: Partial<NodeView> & { id: string }): NodeView {
  return {
    name: view.id,
    displayName: view.displayName ?? view.id,
    type: 'Pod',
    phase: 'Succeeded',
    startedAt: at(0),
    finishedAt: at(1),
    ...view,
  };
}

function workflowOf(name: string, nodes: readonly NodeView[]): WorkflowView {
  return { metadata: { name }, status: { nodes: Object.fromEntries(nodes.map((view) => [view.id, view])) } };
}
