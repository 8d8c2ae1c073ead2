#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The sources are TypeScript, which Node runs as it is from here on. */
const OLDEST = 24;

/** Tells the newer Node that an older one waits for it. */
const WRAPPED = 'TIPHYS_WRAPPED';

if (Number(process.versions.node.split('.')[0]) >= OLDEST) {
  if (process.env[WRAPPED] !== undefined) endWithWrapper();
  module.enableCompileCache?.();
  await import('../src/main.ts');
} else {
  runOn(newerNode());
}

/** Where the older Node is killed, which no signal tells of, its channel ends. */
function endWithWrapper() {
  delete process.env[WRAPPED];
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel?.unref();
}

/** The Node that npm installed beside us, found as a module would be. */
function newerNode() {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (true) {
    const binary = join(
      folder,
      'node_modules',
      'node',
      'bin',
      process.platform === 'win32' ? 'node.exe' : 'node',
    );
    if (existsSync(binary)) return binary;
    const parent = dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
}

function runOn(binary) {
  if (binary === undefined) {
    console.error(
      `Error: tiphys needs Node ${OLDEST} or newer (this is ${process.version}): run "npm ci" first`,
    );
    process.exit(1);
  }
  const child = spawn(binary, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, [WRAPPED]: '1' },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`Error: ${binary}: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}
