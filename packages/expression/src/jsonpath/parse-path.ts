import { ExpressionFailure } from '../result.ts';
import type { JsonPathToken, Script } from './jsonpath-token.ts';
import { parseScript } from './parse-script.ts';
import { tokenize } from './tokenize.ts';

/** @throws ExpressionFailure for what is no path (evilmonkeyinc/jsonpath's Compile). */
export function parsePath(selector: string, depth = 0): JsonPathToken[] {
  return tokenize(selector).map((token) => parseToken(token.trim(), depth));
}

const SIMPLE: ReadonlyMap<string, JsonPathToken> = new Map<string, JsonPathToken>([
  ['$', { kind: 'root' }],
  ['@', { kind: 'current' }],
  ['*', { kind: 'wildcard' }],
  ['..', { kind: 'recursive' }],
  ['length', { kind: 'length' }],
]);

function parseToken(token: string, depth: number): JsonPathToken {
  if (token === '') throw new ExpressionFailure('invalid token. token string is empty');
  const simple = SIMPLE.get(token);
  if (simple !== undefined) return simple;
  if (!token.startsWith('[')) return { kind: 'key', key: token };
  const subscript = token.slice(1, -1).trim();
  if (!token.endsWith(']') || subscript === '') throw malformed(token);
  if (subscript === '*') return { kind: 'wildcard' };
  if (subscript.startsWith('?')) {
    if (!subscript.startsWith('?(') || !subscript.endsWith(')')) throw malformed(token);
    return { kind: 'filter', script: parseScript(subscript.slice(2, -1).trim(), depth, parsePath) };
  }
  return parseSubscript(token, subscript, depth);
}

function malformed(token: string): ExpressionFailure {
  return new ExpressionFailure(`invalid token. '${token}' does not match any token format`);
}

type Member =
  | { kind: 'key'; key: string }
  | { kind: 'index'; index: number }
  | { kind: 'script'; text: string };

/** Keys, indices and scripts, between commas (a union) or colons (a range). */
function parseSubscript(token: string, subscript: string, depth: number): JsonPathToken {
  const { members, separators } = splitSubscript(token, subscript);
  if (separators.has(',') && separators.has(':')) throw malformed(token);
  const scriptOf = (text: string): Script => parseScript(text, depth, parsePath);
  if (separators.has(':')) {
    if (members.length > 3) throw malformed(token);
    const [from, to, step] = members.map((member) => {
      if (member === undefined) return undefined;
      if (member.kind === 'key')
        throw new ExpressionFailure(`invalid expression. invalid format '${member.key}'`);
      return member.kind === 'index' ? member.index : scriptOf(member.text);
    });
    return { kind: 'range', from, to, step };
  }
  const given = members.filter((member) => member !== undefined);
  if (given.length !== members.length) throw malformed(token);
  const [only] = given;
  if (given.length > 1) {
    return {
      kind: 'union',
      members: given.map((member) =>
        member.kind === 'key' ? member.key : member.kind === 'index' ? member.index : scriptOf(member.text),
      ),
    };
  }
  if (only === undefined) throw malformed(token);
  return only.kind === 'script' ? { kind: 'script', script: scriptOf(only.text) } : only;
}

function splitSubscript(
  token: string,
  subscript: string,
): { members: (Member | undefined)[]; separators: ReadonlySet<string> } {
  const members: (Member | undefined)[] = [];
  const separators = new Set<string>();
  let part = '';
  let quote = '';
  let parentheses = 0;
  for (let at = 0; at < subscript.length; at++) {
    const character = subscript.charAt(at);
    const isEscape = character === '\\' && /['"]/.test(subscript.charAt(at + 1)) && parentheses === 0;
    if (isEscape) {
      part += subscript.charAt(++at);
      continue;
    }
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (parentheses === 0 && (character === "'" || character === '"')) {
      quote = character;
    } else if (character === '(') {
      parentheses++;
    } else if (character === ')') {
      parentheses--;
    } else if ((character === ',' || character === ':') && parentheses === 0) {
      separators.add(character);
      members.push(parseMember(token, part.trim()));
      part = '';
      continue;
    }
    part += character;
  }
  if (quote !== '') throw malformed(token);
  members.push(parseMember(token, part.trim()));
  return { members, separators };
}

function parseMember(token: string, text: string): Member | undefined {
  if (text === '') return undefined;
  if (/^-?[0-9]+$/.test(text)) return { kind: 'index', index: Number(text) };
  if (text.length > 1 && /^(['"]).*\1$/s.test(text)) return { kind: 'key', key: text.slice(1, -1) };
  if (text.length > 2 && text.startsWith('(') && text.endsWith(')')) {
    return { kind: 'script', text: text.slice(1, -1) };
  }
  throw malformed(token);
}
