import { Lexer } from 'yaml';

/** What is used of the lexer's inside; held to by parse.test.ts, and the library's version is exact. */
interface LexerInside {
  /** Columns that the next line must be indented by to belong to the value at hand. */
  indentNext: number;
  parseQuotedScalar(): Generator<string, unknown>;
  parseFlowCollection(): Generator<string, unknown>;
}

const FREE_OF_INDENTATION = ['parseQuotedScalar', 'parseFlowCollection'] as const;

/**
 * A lexer that reads quoted texts and flow collections as YAML 1.1's libyaml and go-yaml do: however their lines are
 * indented. YAML 1.2, and so the library, wants them deeper than the key. Argo's own examples are full of
 *
 *     args: ["
 *       make &&
 *       make test
 *     "]
 *
 * where the closing line stands below the key. Patched on the instance, since the methods are private and the
 * alternative is a YAML lexer of our own.
 */
export function lenientLexer(): Lexer {
  const lexer = new Lexer();
  const inside = lexer as unknown as LexerInside;
  for (const method of FREE_OF_INDENTATION) {
    const parse = inside[method];
    inside[method] = function* freeOfIndentation(this: LexerInside) {
      const { indentNext } = this;
      this.indentNext = 0;
      const next = yield* parse.call(this);
      this.indentNext = indentNext;
      return next;
    };
  }
  return lexer;
}
