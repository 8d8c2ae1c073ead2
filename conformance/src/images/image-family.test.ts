import assert from 'node:assert/strict';
import { test } from 'node:test';
import { familyOf } from './image-family.ts';

test('an image is stood in for by what has its programs', () => {
  assert.equal(familyOf('argoproj/argosay:v2'), 'argosay');
  assert.equal(familyOf('argoproj/argosay:v1'), 'whalesay');
  assert.equal(familyOf('docker/whalesay'), 'whalesay');
  assert.equal(familyOf('python:alpine3.23'), 'python');
  assert.equal(familyOf('curlimages/curl:latest'), 'curl');
  assert.equal(familyOf('alpine/git:v2.26.2'), 'git');
  assert.equal(familyOf('nginx:1.13'), 'nginx');
  assert.equal(familyOf('registry.local:5000/busybox@sha256:0000'), 'shell');
  assert.equal(familyOf('ghcr.io/someone/tiny-alpine'), 'shell');
  assert.equal(familyOf('stedolan/jq:latest'), 'jq');
  assert.equal(familyOf('perl:5.40-slim'), 'perl');
  assert.equal(familyOf('golang:1.18'), 'golang');
  assert.equal(familyOf('docker:19.03.13'), 'docker');
});

test('an image that nobody knows is a shell where no more than that is called', () => {
  assert.equal(familyOf('my-image', ['sh', 'cat']), 'shell');
  assert.equal(familyOf('my-image', ['sh', 'kubectl']), undefined);
  assert.equal(familyOf('my-image', ['<entrypoint> ']), undefined);
});

test('names with variables, names of nothing and of what no stand-in does have none', () => {
  assert.equal(familyOf('mysql:8'), undefined);
  assert.equal(familyOf('docker:19.03.13-dind'), undefined);
  assert.equal(familyOf('alpine:doesntexist'), undefined);
  assert.equal(familyOf('{{inputs.parameters.image}}'), undefined);
});
