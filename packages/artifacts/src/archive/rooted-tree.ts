import type { Tree, TreeEntry } from '../tree-entry.ts';

/**
 * The tree of an archive whose names all begin with the same part, as container engines give them, without that part.
 */
export async function* rootedTree(entries: Tree): AsyncGenerator<TreeEntry> {
  for await (const entry of entries) {
    const path = withoutTop(entry.path);
    yield entry.kind === 'hardlink'
      ? { ...entry, path, target: withoutTop(entry.target) }
      : { ...entry, path };
  }
}

function withoutTop(name: string): string {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  return parts.slice(1).join('/');
}
