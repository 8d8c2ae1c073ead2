import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { sharedPath } from '@tiphys/testkit';
import { cronWorkflow } from './cron-workflow-fields.ts';
import { objectIn, objectTypes } from './object-types.ts';
import { workflow } from './workflow-fields.ts';

const types = [...new Set([workflow, cronWorkflow].flatMap((root) => objectTypes(root)))];
const wire = sharedPath('wire/argo-wire.json');

interface WireField {
  typeName?: string;
  goJson: { name: string; inline?: boolean };
}

function wireMessages(): Record<string, { fields: WireField[] }> {
  return JSON.parse(readFileSync(wire.path ?? '', 'utf8')).messages;
}

/** In JSON; those of a struct that is inlined stand in its place. */
function fieldNames(messages: ReturnType<typeof wireMessages>, message: string): string[] {
  return (messages[message]?.fields ?? []).flatMap(({ goJson, typeName }) =>
    goJson.inline ? fieldNames(messages, typeName ?? '') : (goJson.name ?? ''),
  );
}

test('every field of the Argo types that are honoured is in the tables, and no other', {
  skip: wire.missing,
}, () => {
  const messages = wireMessages();
  for (const type of types) {
    const known = messages[type.argoName];
    assert.ok(known, type.argoName);
    const names = fieldNames(messages, type.argoName);
    // TypeMeta stands in Go's struct and nowhere in the protobuf message.
    const typeMeta = type === workflow || type === cronWorkflow ? ['kind', 'apiVersion'] : [];
    assert.deepEqual([...type.fields.keys()], [...typeMeta, ...names], type.argoName);
  }
});

test('objects are those of Argo', { skip: wire.missing }, () => {
  const messages = wireMessages();
  // ParallelSteps is a list in JSON and a message with a list in protobuf.
  const listMessages = /ParallelSteps$/;
  for (const type of types) {
    for (const { goJson, typeName } of messages[type.argoName]?.fields ?? []) {
      const field = type.fields.get(goJson.name);
      const inner = field === undefined || field.support === 'refused' ? undefined : objectIn(field.type);
      if (inner === undefined || typeName === undefined || listMessages.test(typeName)) continue;
      assert.equal(inner.argoName, typeName, `${type.argoName}.${goJson.name}`);
    }
  }
});

test('refusals give a reason', () => {
  for (const { fields } of types) {
    for (const field of fields.values()) {
      if (field.support === 'refused') assert.match(field.reason, /\w/, field.name);
    }
  }
});
