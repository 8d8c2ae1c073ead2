import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planOf } from './actions.ts';

function plan(interactive: string[], name = '', phase = 'Failed') {
  return planOf({
    id: 'row',
    file: 'row.yaml',
    class: 'docker',
    kinds: ['Workflow'],
    expected: { phase, interactive },
    expectedBasis: `e2e-test:${name}`,
  });
}

test('what Argo did in a test is said by its name where the row says that it used the command line', () => {
  assert.equal(plan(['RunCli'], 'TestWorkflowRetryNestedDag')?.again, 'retry');
  assert.equal(plan(['RunCli'], 'TestWorkflowResubmit')?.again, 'resubmit');
  assert.equal(plan(['RunCli'], 'TestWorkflowTerminate')?.shutdown, 'terminate');
  assert.equal(plan(['RunCli'], 'TestWorkflowSuspendResume', 'Succeeded')?.suspend, true);
  assert.equal(plan(['RunCli', 'RunCli'], 'TestNodeSuspendResume')?.failLastWait, true);
  assert.equal(plan(['ShutdownWorkflow'], 'TestStopBehavior')?.shutdown, 'stop');
  assert.equal(plan(['ShutdownWorkflow'], 'TestWhileOnExitHandlerRunning')?.shutdown, 'terminate');
});

test('commands that only read and what a row is provided with change nothing; nobody knows others', () => {
  const nothing = plan([]);
  assert.deepEqual(plan(['RunCli'], 'TestRoot'), nothing);
  assert.deepEqual(plan(['SetupDatabaseSemaphore', 'MemoryQuota'], 'TestRetryWithQuota'), nothing);
  assert.deepEqual(plan(['WaitForPod', 'DeleteMemoryQuota', 'UpdateConfigMap']), nothing);
  assert.equal(plan(['FlyToTheMoon']), undefined);
  assert.equal(plan(['SetDBSemaphoreState']), undefined);
});
