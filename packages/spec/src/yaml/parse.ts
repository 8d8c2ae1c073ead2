import { type Document, Scalar, visit } from 'yaml';
import type { PathSegment, Problem } from '../problem.ts';
import { composeDocuments } from './compose.ts';
import { Converter } from './convert.ts';
import { MAX_BYTES, MAX_PROBLEMS } from './limits.ts';
import { LineIndex, type Position } from './line-index.ts';
import { locateInTree } from './locate.ts';

/** One document of a YAML text. */
export interface YamlDocument {
  /**
   * Lists, numbers, texts, booleans, null, and maps as objects without a prototype. Values that an alias repeats
   * are the same object: do not change them.
   */
  value: unknown;
  /**
   * Where a path stands in the text. Of a path that leads nowhere, as of a field that is missing: where the nearest
   * value around it stands.
   */
  locate(path: readonly PathSegment[]): Position | undefined;
}

/**
 * Reads YAML, or JSON, as Argo does (sigs.k8s.io/yaml on go-yaml v2, strict): YAML 1.1 booleans, no key twice in a
 * map. Unlike there, a key may override one that is merged in (`<<`), as YAML has it.
 *
 * Control characters are refused.
 *
 * @returns the documents that are right, empty ones left out; and what is wrong with the others. Warnings (severity
 *   `warning`) name unquoted `yes`, `no` and the like. A text above 2 MiB, one that nests more than 128 deep, or
 *   one whose aliases stand for more than 100,000 values is refused.
 */
export function parseYaml(text: string): { documents: YamlDocument[]; problems: Problem[] } {
  if (exceedsBytes(text, MAX_BYTES)) return { documents: [], problems: [sizeProblem()] };
  const lines = new LineIndex(text);
  const control = CONTROL.exec(text);
  if (control !== null) return { documents: [], problems: [controlProblem(control, lines)] };
  const { documents: trees, tooDeep } = composeDocuments(text, lines);
  const documents: YamlDocument[] = [];
  const problems: Problem[] = [];
  for (const tree of trees) {
    const syntax = syntaxProblems(tree, lines);
    if (syntax.length > 0) {
      problems.push(...syntax);
      continue;
    }
    const converter = new Converter(lines);
    const value = converter.convert(tree.contents);
    problems.push(...converter.problems);
    if (value === null || converter.failed) continue;
    documents.push({
      value,
      locate: (path) => locateInTree(tree.contents, path, converter.aliasTargets, lines),
    });
  }
  if (tooDeep !== undefined) problems.push(tooDeep);
  return { documents, problems: problems.slice(0, MAX_PROBLEMS) };
}

/** Adds line and column to problems that have none. */
export function withLocations(problems: readonly Problem[], document: YamlDocument): Problem[] {
  return problems.map((problem) =>
    problem.line === undefined ? { ...problem, ...document.locate(problem.path) } : problem,
  );
}

function syntaxProblems(tree: Document, lines: LineIndex): Problem[] {
  return tree.errors.map(({ message, pos, code }) => ({
    path: [],
    message,
    severity: 'error',
    ...lines.position(code === 'MISSING_CHAR' ? openingQuote(tree, pos[0]) : pos[0]),
  }));
}

/** A quote that nothing closes is missed at the end of the text; where it was opened is what helps. */
function openingQuote(tree: Document, missedAt: number): number {
  let opened = missedAt;
  visit(tree, {
    Scalar(_, { type, range }) {
      const quotedHere = type === Scalar.QUOTE_DOUBLE || type === Scalar.QUOTE_SINGLE;
      if (quotedHere && range && range[0] < missedAt && missedAt <= range[1]) opened = range[0];
    },
  });
  return opened;
}

/** What YAML knows no character for: NUL, escape codes of terminals, ... */
const CONTROL = /[^\t\n\r\u0020-\u007e\u0085\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

function controlProblem({ 0: character, index }: RegExpExecArray, lines: LineIndex): Problem {
  const code = character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
  const message = `yaml: control characters are not allowed: U+${code}`;
  return { path: [], message, severity: 'error', ...lines.position(index) };
}

function sizeProblem(): Problem {
  return {
    path: [],
    message: `the text is too large: at most ${MAX_BYTES / 1024 / 1024} MiB are taken`,
    severity: 'error',
  };
}

/** Whether a text takes more bytes in UTF-8; looks no further than it must. */
function exceedsBytes(text: string, limit: number): boolean {
  if (text.length > limit) return true;
  if (text.length * 3 <= limit) return false;
  let bytes = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    // A surrogate pair takes four bytes, two for each half.
    bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 2 : 3;
  }
  return bytes > limit;
}
