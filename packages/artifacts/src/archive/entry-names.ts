import { ArtifactError } from '../artifact-error.ts';

const MAX_NAME = 4096;

/**
 * Holds the names and links of an archive to what they may be: everything stays below the place where it is unpacked,
 * and nothing is written through a link.
 *
 * Argo (executor.go, untar) looks at names and at the text of links. That is not enough: with `s -> ../..` two folders
 * deep and `t -> a/b/s/..` beside it, each text stays inside and `t/x` does not. So no entry may lie below a link.
 */
export class EntryNames {
  readonly #links = new Set<string>();
  readonly #files = new Set<string>();

  /**
   * The clean form of a name: relative, without `.`, `..` or a slash at its end; empty for the root.
   *
   * @throws ArtifactError archive_unsafe.
   */
  clean(name: string): string {
    if (name.length > MAX_NAME) throw unsafe(`a name of ${name.length} characters`);
    if (name.includes('\0')) throw unsafe(`illegal file path: ${JSON.stringify(name)}`);
    if (name.startsWith('/')) throw unsafe(`illegal file path: ${name} is absolute`);
    const parts = name.split('/').filter((part) => part !== '' && part !== '.');
    if (parts.includes('..')) throw unsafe(`illegal file path: ${name}`);
    const path = parts.join('/');
    this.#checkParents(parts, name);
    this.#links.delete(path);
    return path;
  }

  /** @throws ArtifactError archive_unsafe. */
  symlink(path: string, target: string): void {
    const parts = path.split('/').slice(0, -1);
    const legal = !target.startsWith('/') && !target.includes('\0') && stays(parts, target);
    if (!legal) throw unsafe(`illegal symlink target: ${path} -> ${target}`);
    this.#links.add(path);
  }

  file(path: string): void {
    this.#files.add(path);
  }

  /** @returns the clean path of the file. @throws ArtifactError archive_unsafe. */
  hardlink(path: string, target: string): string {
    const clean = target.split('/').filter((part) => part !== '' && part !== '.');
    const file = clean.join('/');
    if (target.startsWith('/') || clean.includes('..') || !this.#files.has(file)) {
      throw unsafe(`illegal hard link: ${path} -> ${target}`);
    }
    this.#files.add(path);
    return file;
  }

  #checkParents(parts: readonly string[], name: string): void {
    if (this.#links.size === 0) return;
    for (let count = 1; count < parts.length; count += 1) {
      const parent = parts.slice(0, count).join('/');
      if (this.#links.has(parent)) throw unsafe(`illegal file path: ${name} goes through the link ${parent}`);
    }
  }
}

function stays(from: readonly string[], target: string): boolean {
  let depth = from.length;
  for (const part of target.split('/')) {
    if (part === '..') depth -= 1;
    else if (part !== '' && part !== '.') depth += 1;
    if (depth < 0) return false;
  }
  return true;
}

function unsafe(how: string): ArtifactError {
  return new ArtifactError('archive_unsafe', `the archive is refused: ${how}`);
}
