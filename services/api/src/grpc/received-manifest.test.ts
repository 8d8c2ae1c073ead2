import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeWorkflow } from '@tiphys/spec';
import { fromArgoJson, WORKFLOW_TYPE, Workflow, workflowToMessage } from '@tiphys/wire/argo';
import { manifest } from '../testing/api-world.ts';
import { receivedManifest } from './received-manifest.ts';

interface WithUnknown {
  _unknownFields?: Record<number, Uint8Array[]>;
}

/** Of field 999, a number: as a newer version of Argo, or another program, would send it. */
const UNKNOWN = { [999 << 3]: [Uint8Array.of(7)] };

/** The message as it comes over the wire. */
function sent(message: Workflow): Workflow {
  return Workflow.decode(Workflow.encode(message).finish());
}

test('what is sent is what is read', () => {
  const received = receivedManifest(sent(workflowToMessage(manifest({ name: 'wf' }) as never)));
  const read = decodeWorkflow(received);
  assert.ok(read.ok);
  const { metadata, spec } = read.workflow;
  assert.equal(metadata.name, 'wf');
  const { image, command, args } = spec.templates?.[0]?.container ?? {};
  assert.deepEqual([image, command, args], ['busybox', ['echo'], ['hello']]);
});

test('no manifest at all is refused', () => {
  assert.throws(() => receivedManifest(undefined), {
    code: 'invalid_argument',
    message: 'workflow body not specified',
  });
});

test('fields that have no name are refused with the path of what holds them', () => {
  const message = workflowToMessage(manifest() as never) as Workflow & WithUnknown;
  message._unknownFields = UNKNOWN;
  const [template] = message.spec?.templates ?? [];
  (template as WithUnknown)._unknownFields = UNKNOWN;
  assert.throws(() => receivedManifest(sent(message)), {
    code: 'invalid_argument',
    message: 'workflow: unknown field number 999\nspec.templates[0]: unknown field number 999',
  });
});

test('raw JSON that is none is the mistake of who sent it', () => {
  const tasks = [{ name: 'a', template: 'main', withItems: ['x'] }];
  const spec = { entrypoint: 'main', templates: [{ name: 'main', dag: { tasks } }] };
  const made = fromArgoJson<Workflow>(WORKFLOW_TYPE, { ...manifest(), spec }, { unknownFields: 'refuse' });
  assert.ok(made.ok);
  const item = made.message.spec?.templates?.[0]?.dag?.tasks?.[0]?.withItems?.[0];
  assert.ok(item !== undefined);
  item.value = Buffer.from('{broken');
  assert.throws(() => receivedManifest(sent(made.message)), {
    code: 'invalid_argument',
    message: /^malformed .*Item: /,
  });
});
