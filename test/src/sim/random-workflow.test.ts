import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomWorkflow, seededRandom, WHOLE_LANGUAGE } from '@tiphys/engine/testing';
import { decodeWorkflow, encodeWorkflow } from '@tiphys/spec';
import { validateWorkflow } from '@tiphys/validation';

const SEEDS = 500;

test('what is made at random would be accepted, whatever there is around it', () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    for (const language of [{}, WHOLE_LANGUAGE]) {
      const workflow = randomWorkflow(seededRandom(seed), 'wf', language);
      const head = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow' };
      const decoded = decodeWorkflow(encodeWorkflow({ ...head, ...workflow }));
      assert.ok(decoded.ok, `seed ${seed}: ${JSON.stringify(decoded)}`);
      const { errors } = validateWorkflow(decoded.workflow, { submit: true });
      assert.deepEqual(errors, [], `seed ${seed}`);
    }
  }
});
