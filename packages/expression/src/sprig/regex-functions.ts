import { quote } from '../go/go-quote.ts';
import { type GoValue, listOrNil, NilList } from '../go/go-value.ts';
import type { Meter } from '../meter.ts';
import { GoRegexp } from '../regexp/go-regexp.ts';
import { attempt, ExpressionFailure } from '../result.ts';
import { count, text } from './convert.ts';
import { defineFunctions, type SprigEntry } from './define.ts';

type RegexpCall = (pattern: GoRegexp, args: GoValue[]) => GoValue;

/** What is done with a pattern and the arguments behind it; the plain and the "must" forms differ in their errors. */
const CALLS: [name: string, signature: string, call: RegexpCall][] = [
  [
    'regexFindAll',
    'string, string, int -> strings',
    (pattern, [value, limit]) => listOrNil(pattern.findAll(text(value), count(limit))),
  ],
  ['regexFind', 'string, string -> string', (pattern, [value]) => pattern.find(text(value))],
  [
    'regexReplaceAll',
    'string, string, string -> string',
    (pattern, [value, replacement]) => pattern.replaceAll(text(value), text(replacement)),
  ],
  [
    'regexReplaceAllLiteral',
    'string, string, string -> string',
    (pattern, [value, replacement]) => pattern.replaceAllLiteral(text(value), text(replacement)),
  ],
  [
    'regexSplit',
    'string, string, int -> strings',
    (pattern, [value, limit]) =>
      count(limit) === 0 ? new NilList() : pattern.split(text(value), count(limit)),
  ],
];

/** regexp.MustCompile, which names the pattern. */
function mustCompile(pattern: string, meter: Meter): GoRegexp {
  const compiled = attempt(() => new GoRegexp(pattern, meter));
  if (compiled.ok) return compiled.value;
  const named = /[`\p{Cc}\ufeff]/u.test(pattern) ? quote(pattern) : `\`${pattern}\``;
  throw new ExpressionFailure(`regexp: Compile(${named}): ${compiled.error.message}`);
}

export const REGEX_FUNCTIONS = defineFunctions([
  ...CALLS.flatMap(([name, signature, call]): SprigEntry[] => [
    [name, signature, ([pattern, ...args], meter) => call(mustCompile(text(pattern), meter), args)],
    [
      `mustR${name.slice(1)}`,
      signature,
      ([pattern, ...args], meter) => call(new GoRegexp(text(pattern), meter), args),
    ],
  ]),
  [
    'regexMatch',
    'string, string -> bool',
    ([pattern, value], meter) => {
      const result = attempt(() => new GoRegexp(text(pattern), meter).matches(text(value)));
      return result.ok && result.value;
    },
  ],
  [
    'mustRegexMatch',
    'string, string -> bool',
    ([pattern, value], meter) => new GoRegexp(text(pattern), meter).matches(text(value)),
  ],
  ['regexQuoteMeta', 'string -> string', ([value]) => text(value).replace(/[\\.+*?()|[\]{}^$]/g, '\\$&')],
]);
