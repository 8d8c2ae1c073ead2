import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { buildWhalesayImage, dockerMissing } from '@tiphys/testkit';

const ROOT = join(import.meta.dirname, '../../..');
const EXAMPLES = join(ROOT, 'examples');
const TIPHYS = join(ROOT, 'cli/bin/tiphys.mjs');

const readme = readFileSync(join(EXAMPLES, 'README.md'), 'utf8');
const files = readdirSync(EXAMPLES).filter((name) => name.endsWith('.yaml'));
const skip = (await dockerMissing()) ?? false;

/** What the README says of an example that is meant to fail. */
function expectedExitCode(file: string): number {
  const line = readme.split('\n').find((text) => text.startsWith(`| [${file}]`)) ?? '';
  return Number(/ends with exit code (\d+)/.exec(line)?.[1] ?? 0);
}

function run(file: string): Promise<{ exitCode: number; said: string }> {
  return new Promise((resolve) => {
    const args = [TIPHYS, 'run', join(EXAMPLES, file), '--runtime', 'docker'];
    execFile(process.execPath, args, { encoding: 'utf8' }, (error, stdout, stderr) => {
      resolve({ exitCode: typeof error?.code === 'number' ? error.code : 0, said: `${stdout}\n${stderr}` });
    });
  });
}

describe('examples', { skip, concurrency: 3 }, () => {
  before(() => buildWhalesayImage());

  for (const file of files) {
    test(`${file} ends as its README says`, async () => {
      const { exitCode, said } = await run(file);
      assert.equal(exitCode, expectedExitCode(file), said);
      assert.match(said, new RegExp(`workflow \\S+: ${exitCode === 0 ? 'Succeeded' : 'Failed'}`));
    });
  }
});
