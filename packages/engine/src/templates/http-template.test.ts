import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Template } from '@tiphys/spec';
import { Scenario } from '../testing/scenario.ts';

const CALL: Template = {
  name: 'call',
  inputs: { parameters: [{ name: 'host' }] },
  http: {
    url: 'http://{{inputs.parameters.host}}/{{workflow.name}}',
    method: 'POST',
    headers: [
      { name: 'X-Node', value: '{{inputs.parameters.host}}' },
      { name: 'Authorization', valueFrom: { secretKeyRef: { name: 'api', key: 'token' } } },
    ],
    body: '{"from":"{{inputs.parameters.host}}"}',
    successCondition: 'response.body contains "{{inputs.parameters.host}}"',
    timeoutSeconds: 20,
  },
};

function scenario(template: Template, more: Template[] = []): Scenario {
  return new Scenario({
    metadata: {},
    spec: {
      entrypoint: template.name,
      arguments: { parameters: [{ name: 'host', value: 'example.com' }] },
      templates: [template, ...more],
    },
  });
}

test('a request is a task with every variable resolved, and the secret only named', () => {
  const run = scenario(CALL);
  assert.equal(run.node('wf').type, 'HTTP');
  assert.equal(run.node('wf').phase, 'Pending');
  assert.deepEqual(run.attempt('wf').task.http, {
    url: 'http://example.com/wf',
    method: 'POST',
    headers: [
      { name: 'X-Node', value: 'example.com' },
      { name: 'Authorization', secretKeyRef: { name: 'api', key: 'token' } },
    ],
    body: '{"from":"example.com"}',
    successCondition: 'response.body contains "example.com"',
    timeoutSeconds: 20,
  });
  run.run('wf', { phase: 'Succeeded', outputs: { result: 'ok' } });
  assert.equal(run.state.phase, 'Succeeded');
  assert.deepEqual(run.node('wf').outputs, { result: 'ok' });
});

test('GET is what a request without a method is', () => {
  const run = scenario({ name: 'call', http: { url: 'http://x/' } });
  assert.deepEqual(run.attempt('wf').task.http, { url: 'http://x/', method: 'GET', headers: [], body: '' });
});

test('a request that failed is retried, and its result is read by the next step', () => {
  const run = scenario(
    {
      name: 'main',
      steps: [
        [{ name: 'ask', template: 'ask' }],
        [
          {
            name: 'tell',
            template: 'call',
            arguments: { parameters: [{ name: 'host', value: '{{steps.ask.outputs.result}}' }] },
          },
        ],
      ],
    },
    [{ name: 'ask', http: { url: 'http://x/' }, retryStrategy: { limit: 1 } }, CALL],
  );
  run.run('wf[0].ask(0)', { phase: 'Failed', message: 'received non-2xx response code: 500' });
  run.run('wf[0].ask(1)', { phase: 'Succeeded', outputs: { result: 'b.example' } });
  assert.equal(run.attempt('wf[1].tell').task.http?.url, 'http://b.example/wf');
});

test('a stop ends a request, and none starts after it', () => {
  const run = scenario(
    {
      name: 'main',
      dag: {
        tasks: [
          { name: 'a', template: 'ask' },
          { name: 'b', template: 'ask', depends: 'a.Failed' },
        ],
      },
    },
    [{ name: 'ask', http: { url: 'http://x/' } }],
  );
  run.claim('wf.a');
  run.send({ type: 'stopWorkflow' });
  assert.notEqual(run.attempt('wf.a').cancelMessage, undefined);
  run.finish('wf.a', { phase: 'Error', message: 'cancelled before there was a response' });
  assert.equal(run.node('wf.a').message, 'workflow shutdown with strategy:  Stop');
  assert.equal(run.node('wf.b').phase, 'Failed');
  assert.equal(run.state.phase, 'Failed');
});
