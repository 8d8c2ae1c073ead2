import type { GoValue } from '../go/go-value.ts';
import { text } from './convert.ts';
import { defineFunctions, type SprigEntry } from './define.ts';

/** path.Clean: the shortest path to the same place, by its text alone. */
function clean(path: string): string {
  if (path === '') return '.';
  const rooted = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (!rooted) parts.push('..');
  }
  const cleaned = (rooted ? '/' : '') + parts.join('/');
  return cleaned === '' ? '.' : cleaned;
}

function base(path: string): string {
  if (path === '') return '.';
  const trimmed = path.replace(/\/+$/, '');
  return trimmed === '' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

function dir(path: string): string {
  return clean(path.slice(0, path.lastIndexOf('/') + 1));
}

function ext(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot);
}

const ENTRIES: [name: string, run: (path: string) => GoValue][] = [
  ['base', base],
  ['dir', dir],
  ['clean', clean],
  ['ext', ext],
  ['isAbs', (path) => path.startsWith('/')],
];

const capitalized = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
const signatureOf = (name: string) => (name === 'isAbs' ? 'string -> bool' : 'string -> string');

/** Paths of URLs, and of files (`osBase`), which are the same on Argo's systems. */
export const PATH_FUNCTIONS = defineFunctions(
  ENTRIES.flatMap(([name, run]): SprigEntry[] => [
    [name, signatureOf(name), ([path]) => run(text(path))],
    [`os${capitalized(name)}`, signatureOf(name), ([path]) => run(text(path))],
  ]),
);
