import type { GoValue } from '../go/go-value.ts';
import { GoRegexp } from '../regexp/go-regexp.ts';
import { attempt } from '../result.ts';
import { count, text } from './convert.ts';
import { defineFunctions, type SprigEntry } from './define.ts';

const compiled = (pattern: GoValue | undefined) => new GoRegexp(text(pattern));

/** What the plain and the "must" forms share: both fail for a pattern that is none. */
const ENTRIES: SprigEntry[] = [
  [
    'regexFindAll',
    'string, string, int -> strings',
    ([pattern, value, limit]) => compiled(pattern).findAll(text(value), count(limit)),
  ],
  ['regexFind', 'string, string -> string', ([pattern, value]) => compiled(pattern).find(text(value))],
  [
    'regexReplaceAll',
    'string, string, string -> string',
    ([pattern, value, replacement]) => compiled(pattern).replaceAll(text(value), text(replacement)),
  ],
  [
    'regexReplaceAllLiteral',
    'string, string, string -> string',
    ([pattern, value, replacement]) => compiled(pattern).replaceAllLiteral(text(value), text(replacement)),
  ],
  [
    'regexSplit',
    'string, string, int -> strings',
    ([pattern, value, limit]) => compiled(pattern).split(text(value), count(limit)),
  ],
];

export const REGEX_FUNCTIONS = defineFunctions([
  ...ENTRIES,
  ...ENTRIES.map(([name, signature, call]): SprigEntry => [`mustR${name.slice(1)}`, signature, call]),
  [
    'regexMatch',
    'string, string -> bool',
    ([pattern, value]) => {
      const result = attempt(() => compiled(pattern).matches(text(value)));
      return result.ok && result.value;
    },
  ],
  ['mustRegexMatch', 'string, string -> bool', ([pattern, value]) => compiled(pattern).matches(text(value))],
  ['regexQuoteMeta', 'string -> string', ([value]) => text(value).replace(/[\\.+*?()|[\]{}^$]/g, '\\$&')],
]);
