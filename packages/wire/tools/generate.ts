import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableSource } from './argo-json-table.ts';
import { descriptorSetSource } from './descriptor-set.ts';
import { replaceFolder } from './replace-folder.ts';

/**
 * Regenerates packages/wire/src/gen from proto/: ts-proto's code, the table of Argo's JSON, and the descriptors for
 * reflection. Run from the root of the repository: `npm run generate`.
 */
const GEN = 'packages/wire/src/gen';

function buf(args: string[]): Buffer {
  return execFileSync('node_modules/.bin/buf', args, {
    maxBuffer: 64 << 20,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

function descriptors(...folders: string[]): Buffer {
  const paths = folders.flatMap((folder) => ['--path', `proto/${folder}`]);
  return buf(['build', ...paths, '--as-file-descriptor-set', '--exclude-source-info', '-o', '-']);
}

buf(['format', '-w']);
const made = mkdtempSync(join(tmpdir(), 'tiphys-generate-'));
try {
  for (const template of ['argo', 'tiphys']) {
    buf(['generate', '--template', `packages/wire/tools/buf.gen.${template}.yaml`, '-o', made]);
  }
  const gen = join(made, GEN);
  // ts-proto writes the descriptor of the options' base too, which nothing uses.
  rmSync(join(gen, 'google'), { recursive: true, force: true });
  writeFileSync(join(gen, 'argo-json-table.ts'), tableSource(descriptors()));
  writeFileSync(
    join(gen, 'descriptor-sets.ts'),
    descriptorSetSource({
      ARGO_DESCRIPTOR_SET: descriptors('argo', 'k8s'),
      TIPHYS_DESCRIPTOR_SET: descriptors('tiphys/v1'),
    }),
  );
  replaceFolder(gen, GEN);
} finally {
  rmSync(made, { recursive: true, force: true });
}
