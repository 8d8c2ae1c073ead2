/**
 * One file, folder or link of a tree, in the order in which archives hold them: a folder before what is in it. The
 * body of a file is to be read, or left, before the next entry is asked for.
 */
export interface TreeEntry {
  /** Relative to the tree's root, with `/`; empty for the root itself. */
  path: string;
  kind: 'file' | 'folder' | 'symlink' | 'hardlink';
  /** Permissions. */
  mode: number;
  mtime: Date | undefined;
  /** Of a file, in bytes. */
  size: number;
  /** Of a symlink what it says; of a hardlink the path of the file. */
  target: string;
  body: AsyncIterable<Uint8Array>;
}

export type Tree = AsyncIterable<TreeEntry>;

export async function* noBytes(): AsyncGenerator<Uint8Array> {}
