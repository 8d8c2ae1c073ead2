import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { tableSource } from './argo-json-table.ts';

/**
 * Regenerates packages/wire/src/gen from proto/: ts-proto's code, and the table of Argo's JSON. Run from the root
 * of the repository: `npm run generate`.
 */
const GEN = 'packages/wire/src/gen';

function buf(args: string[]): Buffer {
  return execFileSync('node_modules/.bin/buf', args, {
    maxBuffer: 64 << 20,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

buf(['format', '-w']);
rmSync(GEN, { recursive: true, force: true });
for (const template of ['argo', 'tiphys'])
  buf(['generate', '--template', `packages/wire/tools/buf.gen.${template}.yaml`]);
// ts-proto writes the descriptor of the options' base too, which nothing uses.
rmSync(`${GEN}/google`, { recursive: true, force: true });
writeFileSync(
  `${GEN}/argo-json-table.ts`,
  tableSource(buf(['build', '--as-file-descriptor-set', '-o', '-'])),
);
