import assert from 'node:assert/strict';
import { test } from 'node:test';
import { familyOf } from './image-family.ts';

test('an image is stood in for by what has its programs', () => {
  assert.equal(familyOf('argoproj/argosay:v2'), 'argosay');
  assert.equal(familyOf('argoproj/argosay:v1'), 'whalesay');
  assert.equal(familyOf('docker/whalesay'), 'whalesay');
  assert.equal(familyOf('python:alpine3.23'), 'python');
  assert.equal(familyOf('curlimages/curl:latest'), 'curl');
  assert.equal(familyOf('registry.local:5000/busybox@sha256:0000'), 'shell');
});

test('services and names with variables have none', () => {
  assert.equal(familyOf('nginx:1.13'), undefined);
  assert.equal(familyOf('{{inputs.parameters.image}}'), undefined);
});
