import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRefusal, engineMessage, startRefusal, toRuntimeError } from './docker-error.ts';
import { pullRefusal } from './pull-refusal.ts';

/** As dockerode throws the engine's refusals. */
function refusal(statusCode: number, message: string): Error {
  return Object.assign(new Error(`(HTTP code ${statusCode}) server error - ${message} `), {
    statusCode,
    json: { message },
  });
}

const OCI =
  'failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ';

test('what runc says of a command is what Argo’s executor says', () => {
  const reasons = [
    'exec: "cowsay": executable file not found in $PATH',
    'exec: "/nosuch": stat /nosuch: no such file or directory',
    'exec: "/etc": permission denied',
    'exec: "/etc": is a directory',
  ];
  for (const reason of reasons) {
    const { code, message, retryable } = startRefusal(refusal(400, `${OCI}${reason}: unknown`));
    assert.deepEqual(
      { code, message, retryable },
      {
        code: 'command_not_found',
        message: `main: Error (exit code 64): failed to find name in PATH: ${reason}`,
        retryable: false,
      },
    );
  }
  const older = `OCI runtime create failed: container_linux.go:380: starting container process caused: exec: "x": executable file not found in $PATH: unknown`;
  assert.equal(startRefusal(refusal(400, older)).code, 'command_not_found');
  assert.equal(startRefusal(refusal(500, 'no space left on device')).code, 'start_failed');
  const hint = `${OCI}exec: "/a/x": stat /a/x: not a directory: unknown: Are you trying to mount a directory?`;
  assert.match(startRefusal(refusal(400, hint)).message, /not a directory$/);
  const init = startRefusal(refusal(400, hint), 'init', true);
  assert.equal(init.code, 'init_failed', 'Argo leaves init containers to the kubelet');
  assert.equal(init.message, 'init: StartError (exit code 128): exec: "/a/x": stat /a/x: not a directory');
});

test('no answer may be asked for again, an answer of failure may not', () => {
  const cut = Object.assign(new Error('connect ECONNREFUSED /var/run/docker.sock'), { code: 'ECONNREFUSED' });
  for (const make of [toRuntimeError, startRefusal, (error: unknown) => createRefusal('x', error)]) {
    assert.equal(make(cut).code, 'engine_unavailable');
    assert.equal(make(cut).retryable, true);
    assert.equal(make(refusal(500, 'broken')).retryable, false);
  }
});

test('the engine’s own words are kept', () => {
  assert.equal(engineMessage(refusal(409, 'in the way')), 'in the way');
  assert.equal(
    engineMessage(Object.assign(new Error('(HTTP code 500) server error - broken '), { statusCode: 500 })),
    'broken',
  );
});

test('images that cannot be got', () => {
  const of = (image: string, message: string) => {
    const { code, message: text } = pullRefusal(image, refusal(404, message));
    return { code, text };
  };
  const denied = of(
    'nope/nope',
    "pull access denied for nope/nope, repository does not exist or may require 'docker login'",
  );
  assert.equal(denied.code, 'image_not_found');
  assert.match(
    denied.text,
    /^Pod failed before main container starts due to ErrImagePull: image "nope\/nope" is not on this host/,
  );
  assert.equal(of('x', 'dial tcp: lookup registry-1.docker.io: no such host').code, 'image_unpullable');
  const old = 'Docker Image Format v1 and Docker Image manifest version 2, schema 1 support has been removed';
  for (const name of ['docker/whalesay', 'docker/whalesay:latest', 'docker.io/docker/whalesay']) {
    assert.match(of(name, old).text, /build a stand-in with "npm run image:whalesay"\)$/);
  }
  assert.match(of('other/image', old).text, /push the image anew/);
  assert.doesNotMatch(of('docker/whalesay-x', 'no such host').text, /stand-in/);
});
