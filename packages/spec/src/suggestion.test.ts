import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closestName } from './suggestion.ts';

const NAMES = ['image', 'command', 'args', 'entrypoint', 'onExit', 'steps', 'dag'];

test('slips of the finger', () => {
  assert.equal(closestName('imgae', NAMES), 'image');
  assert.equal(closestName('entryPoint', NAMES), 'entrypoint');
  assert.equal(closestName('comand', NAMES), 'command');
  assert.equal(closestName('onexit', NAMES), 'onExit');
  assert.equal(closestName('step', NAMES), 'steps');
});

test('another word is no slip', () => {
  for (const written of ['banana', 'x', '', 'a'.repeat(1_000_000)]) {
    assert.equal(closestName(written, NAMES), undefined);
  }
});
