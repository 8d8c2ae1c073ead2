import { join } from 'node:path';
import { ROOT, read, repositoryFiles } from './documents.ts';

/** An error class of the sources, with what an error of each of its codes says of itself. */
export interface ErrorClass {
  name: string;
  path: string;
  codes: ReadonlyMap<string, { retryable: boolean }>;
}

type Constructor = new (code: string, message: string) => Error & { code: string; retryable: boolean };

/** Every exported error class with a `code` of its own: its codes as its type has them, their rest as it is made. */
export async function errorClasses(): Promise<ErrorClass[]> {
  const classes: ErrorClass[] = [];
  for (const path of sources()) {
    const text = read(path);
    for (const [, name = ''] of text.matchAll(/export class (\w+) extends Error\b/g)) {
      const type = /readonly code(?:: (\w+))?(?: = '(\w+)')?/.exec(
        text.slice(text.indexOf(`class ${name} `)),
      );
      if (type === null) continue;
      const codes = type[1] === undefined ? [type[2] ?? ''] : unionOf(text, type[1]);
      const made = (await import(join(ROOT, path))) as Record<string, Constructor>;
      const Class = made[name];
      if (Class === undefined) throw new Error(`${path} does not export ${name}`);
      const entries = codes.map((code): [string, { retryable: boolean }] => {
        const error = new Class(code, 'a message');
        return [code === error.code ? code : error.code, { retryable: error.retryable }];
      });
      classes.push({ name, path, codes: new Map(entries) });
    }
  }
  return classes;
}

/** The words of a type that is a union of words, comments between them left out. */
export function unionOf(text: string, type: string): string[] {
  const declared = new RegExp(`export type ${type} =([^;]*);`).exec(text.replace(/\/\*\*.*?\*\//gs, ''));
  if (declared?.[1] === undefined) throw new Error(`no union ${type}`);
  return [...declared[1].matchAll(/'(\w+)'/g)].map(([, word = '']) => word);
}

function sources(): string[] {
  return repositoryFiles().filter(
    (path) =>
      /^(packages|services|cli)\/.*\.ts$/.test(path) && !/\.test\.ts$|\/testing\/|\/src\/gen\//.test(path),
  );
}
