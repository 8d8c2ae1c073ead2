import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFileRegistry, fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { ARGO_DESCRIPTOR_SET, TIPHYS_DESCRIPTOR_SET } from '../gen/descriptor-sets.ts';

test('the descriptors for reflection are whole, and have the services', () => {
  // Throws where an import is missing.
  const argo = createFileRegistry(fromBinary(FileDescriptorSetSchema, ARGO_DESCRIPTOR_SET));
  assert.equal(
    argo.getService('workflow.WorkflowService')?.method.watchWorkflows?.methodKind,
    'server_streaming',
  );
  assert.ok(argo.getService('info.InfoService'));
  const tiphys = createFileRegistry(fromBinary(FileDescriptorSetSchema, TIPHYS_DESCRIPTOR_SET));
  assert.ok(tiphys.getService('tiphys.v1.StatusService'));
});
