import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const TIPHYS = fileURLToPath(new URL('../../../cli/bin/tiphys.mjs', import.meta.url));

/** The command line against a server, in a process of its own. */
export async function runTiphys(
  server: string,
  ...args: readonly string[]
): Promise<{ code: number; out: string; err: string }> {
  const env = { ...process.env, TIPHYS_SERVER: server, NO_COLOR: '1' };
  const child = spawn(process.execPath, [TIPHYS, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { code, out, err };
}
