import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { buildWhalesayImage } from '@tiphys/testkit';
import { startStandalone } from 'tiphys/standalone';
import { dockerFromEnvironment } from './images/docker-from-environment.ts';

/** `npm run quickstart`: everything up, the three exit-handler workflows one after the other, everything down. */
const ROOT = join(import.meta.dirname, '..');
const TIPHYS = join(ROOT, 'cli', 'bin', 'tiphys.mjs');
const EXAMPLES = ['exit-handler-task', 'exit-handler-workflow', 'exit-handler-conditional'];
const IMAGE = 'docker/whalesay';

process.exitCode = await quickstart().catch((error: unknown) => {
  console.error(`Error: ${error instanceof Error ? error.message : error}`);
  return 1;
});

async function quickstart(): Promise<number> {
  const begin = Date.now();
  const standalone = await startStandalone({ port: 0, ephemeral: true, notice: (line) => console.log(line) });
  const stop = onInterrupt(() => standalone.stop());
  try {
    console.log(
      `tiphys is up at ${standalone.address}, runtime ${standalone.runtime} (${Date.now() - begin} ms)`,
    );
    if (standalone.runtime === 'docker') await ensureImage();
    for (const name of EXAMPLES) {
      const code = await submit(standalone.address, join('examples', `${name}.yaml`));
      if (code !== 0) return code;
    }
    return 0;
  } finally {
    stop();
    await standalone.stop();
    console.log('\ntiphys is down; nothing is left running');
  }
}

/** Docker Hub has docker/whalesay in a format that today's engines refuse. */
async function ensureImage(): Promise<void> {
  const docker = await dockerFromEnvironment();
  const there = await docker
    .getImage(IMAGE)
    .inspect()
    .then(
      () => true,
      () => false,
    );
  if (there) return;
  console.log(
    `there is no image ${IMAGE}, and Docker refuses to pull it (its format is too old): npm run image:whalesay`,
  );
  console.log((await buildWhalesayImage(docker)).said);
}

async function submit(address: string, file: string): Promise<number> {
  console.log(`\n$ tiphys submit --watch ${file}`);
  const child = spawn(process.execPath, [TIPHYS, '--server', address, 'submit', '--watch', file], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  return code ?? (signal === null ? 1 : 130);
}

/** The terminal interrupts the child too; what was started here is ended before this process goes. */
function onInterrupt(stop: () => Promise<void>): () => void {
  const handle = (): void => {
    void stop().finally(() => process.exit(130));
  };
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
  return () => {
    process.off('SIGINT', handle);
    process.off('SIGTERM', handle);
  };
}
