import { Composer, type Document, Parser } from 'yaml';
import type { Problem } from '../problem.ts';
import { lenientLexer } from './lenient-lexer.ts';
import { MAX_DEPTH } from './limits.ts';
import type { LineIndex } from './line-index.ts';

/** The parser's stack holds the stream, the document and the scalar at hand besides the open collections. */
const MAX_STACK = MAX_DEPTH + 3;

/**
 * Text -> syntax trees, one a document. Scalars stay texts (`failsafe`): what they mean is decided by
 * resolvePlainScalar, as Argo decides it.
 *
 * The parser is fed token by token, so that a text that nests too deeply is given up at once: its own loops are
 * quadratic in the depth (2 MiB of `[` took 9 s), and its composer is recursive.
 */
export function composeDocuments(
  text: string,
  lines: LineIndex,
): { documents: Document[]; tooDeep?: Problem | undefined } {
  const parser = new Parser();
  const composer = new Composer({
    version: '1.1',
    schema: 'failsafe',
    resolveKnownTags: false,
    uniqueKeys: false,
    prettyErrors: false,
    strict: true,
  });
  const documents: Document[] = [];
  for (const lexeme of lenientLexer().lex(text)) {
    for (const token of parser.next(lexeme)) documents.push(...composer.next(token));
    if (parser.stack.length > MAX_STACK) {
      return { documents, tooDeep: depthProblem(lines, parser.offset) };
    }
  }
  for (const token of parser.end()) documents.push(...composer.next(token));
  documents.push(...composer.end());
  return { documents };
}

function depthProblem(lines: LineIndex, offset: number): Problem {
  return {
    path: [],
    message: `nested too deeply: at most ${MAX_DEPTH} lists and maps inside each other are taken`,
    severity: 'error',
    ...lines.position(offset),
  };
}
