import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';
import * as sync from '../gen/argo/sync.ts';
import * as artifact from '../gen/argo/v1alpha1/artifact.ts';
import * as cronWorkflow from '../gen/argo/v1alpha1/cron_workflow.ts';
import * as metric from '../gen/argo/v1alpha1/metric.ts';
import * as template from '../gen/argo/v1alpha1/template.ts';
import * as workflow from '../gen/argo/v1alpha1/workflow.ts';
import * as workflowTemplate from '../gen/argo/v1alpha1/workflow_template.ts';
import * as workflowService from '../gen/argo/workflow.ts';
import * as intstr from '../gen/k8s/intstr/int_or_string.ts';
import * as meta from '../gen/k8s/meta/v1/meta.ts';
import * as quantity from '../gen/k8s/resource/quantity.ts';
import { fromArgoJson } from './from-json.ts';
import { argoJsonText } from './json-text.ts';
import { isArgoType } from './message-shape.ts';
import { toArgoJson } from './to-json.ts';
import { unknownFieldsOf } from './unknown-fields.ts';
import { WORKFLOW_TYPE } from './workflow-message.ts';

interface Golden {
  name: string;
  message: string;
  json: unknown;
  protoHex?: string;
  protoB64?: string;
}

interface MessageFns {
  encode(message: object, writer?: BinaryWriter): BinaryWriter;
  decode(input: BinaryReader | Uint8Array, length?: number): object;
}

const SHARED = process.env.TIPHYS_SHARED ?? fileURLToPath(new URL('../../../../../shared', import.meta.url));
const WIRE = `${SHARED}/wire`;
const skip = existsSync(WIRE) ? false : `no recorded messages of Argo at ${WIRE}`;

const MODULES = [
  sync,
  artifact,
  cronWorkflow,
  metric,
  template,
  workflow,
  workflowTemplate,
  workflowService,
  intstr,
  meta,
  quantity,
];

/** Reachable from no service that there is: Argo Events' and a type for configuration. */
const NOT_SERVED = new Set(['Duration', 'EventRequest', 'WorkflowEventBinding']);

function fns(typeName: string): MessageFns {
  const cut = typeName.lastIndexOf('.');
  const [packageName, name] = [typeName.slice(0, cut), typeName.slice(cut + 1)];
  const found = MODULES.find((module) => module.protobufPackage === packageName && name in module);
  assert.ok(found, `no generated code for ${typeName}`);
  return (found as unknown as Record<string, MessageFns>)[name] as MessageFns;
}

function goldens(file: string): Golden[] {
  return JSON.parse(readFileSync(`${WIRE}/${file}`, 'utf8')) as Golden[];
}

/** What Argo's objects say of their own type has no place in a message. */
function withoutTypeMeta(json: unknown): unknown {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return json;
  const { apiVersion: _apiVersion, kind: _kind, ...rest } = json as Record<string, unknown>;
  return rest;
}

function served(golden: Golden): boolean {
  const name = golden.message.slice(golden.message.lastIndexOf('.') + 1);
  assert.equal(isArgoType(golden.message), !NOT_SERVED.has(name), golden.message);
  return isArgoType(golden.message);
}

function check(golden: Golden): void {
  const { encode, decode } = fns(golden.message);
  const expected = withoutTypeMeta(golden.json);
  const decoded = decode(bytesOf(golden));
  assert.deepEqual(unknownFieldsOf(golden.message, decoded), []);
  assert.deepEqual(toArgoJson(golden.message, decoded), expected, "Argo's bytes as JSON");
  assert.deepEqual(
    toArgoJson(golden.message, decode(encode(decoded).finish())),
    expected,
    'our own bytes as JSON',
  );
  for (const unknownFields of ['refuse', 'ignore'] as const) {
    const read = fromArgoJson(golden.message, golden.json, { unknownFields });
    assert.ok(read.ok, `read, ${unknownFields}: ${JSON.stringify(read)}`);
    const written = decode(encode(read.message).finish());
    assert.deepEqual(toArgoJson(golden.message, written), expected, `JSON to bytes, ${unknownFields}`);
  }
}

/** Members in the order of Argo's structs, HTML escaped. */
function checkText(golden: Golden): void {
  const text = argoJsonText(toArgoJson(golden.message, fns(golden.message).decode(bytesOf(golden))));
  assert.equal(text, argoJsonText(withoutTypeMeta(golden.json)));
}

function bytesOf({ protoHex, protoB64 }: Golden): Buffer {
  return protoHex === undefined ? Buffer.from(protoB64 ?? '', 'base64') : Buffer.from(protoHex, 'hex');
}

test("Argo's special types, as its own encoders write them", { skip }, () => {
  const cases = goldens('golden-types.json').filter(served);
  assert.ok(cases.length >= 30);
  for (const golden of cases) {
    try {
      check(golden);
    } catch (error) {
      throw new Error(golden.name, { cause: error });
    }
  }
});

test("Argo's examples, as its own encoders write them", { skip }, () => {
  const cases = goldens('golden-examples.json').filter(served);
  assert.ok(cases.length >= 110);
  for (const golden of cases) {
    try {
      check(golden);
      checkText(golden);
    } catch (error) {
      throw new Error(golden.name, { cause: error });
    }
  }
});

test('what `argo get -o json` printed comes out as the same text', { skip }, () => {
  const files = globSync(`${SHARED}/reference/*/get.json`);
  assert.ok(files.length >= 10);
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    const read = fromArgoJson<workflow.Workflow>(WORKFLOW_TYPE, JSON.parse(text), {
      unknownFields: 'refuse',
    });
    assert.ok(read.ok, `${file}: ${JSON.stringify(read)}`);
    const written = workflow.Workflow.decode(workflow.Workflow.encode(read.message).finish());
    assert.equal(`${argoJsonText(toArgoJson(WORKFLOW_TYPE, written), 4)}\n`, text, file);
  }
});
