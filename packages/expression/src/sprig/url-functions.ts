import { asString } from '../expr/operations.ts';
import { fromUtf8, utf8 } from '../go/go-bytes.ts';
import { quote } from '../go/go-quote.ts';
import type { GoValue } from '../go/go-value.ts';
import { ExpressionFailure } from '../result.ts';
import { mapOf, text } from './convert.ts';
import { defineFunctions } from './define.ts';

/** The parts of a URL, as net/url names them; decoded, but for the query. */
interface UrlParts {
  scheme: string;
  opaque: string;
  userinfo: string;
  host: string;
  path: string;
  query: string;
  fragment: string;
}

function refuse(url: string, why: string): ExpressionFailure {
  return new ExpressionFailure(`unable to parse url: parse ${quote(url)}: ${why}`);
}

function parseUrl(url: string): UrlParts {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what a URL may not have
  if (/[\u0000-\u001f\u007f]/.test(url)) throw refuse(url, 'net/url: invalid control character in URL');
  const [beforeFragment = '', ...fragment] = url.split('#');
  const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(beforeFragment)?.[1];
  if (scheme === undefined && /^:/.test(beforeFragment)) throw refuse(url, 'missing protocol scheme');
  const afterScheme = scheme === undefined ? beforeFragment : beforeFragment.slice(scheme.length + 1);
  const mark = afterScheme.indexOf('?');
  const hierarchy = mark < 0 ? afterScheme : afterScheme.slice(0, mark);
  const parts: UrlParts = {
    scheme: (scheme ?? '').toLowerCase(),
    opaque: '',
    userinfo: '',
    host: '',
    path: '',
    query: mark < 0 ? '' : afterScheme.slice(mark + 1),
    fragment: decode(url, fragment.join('#')),
  };
  if (scheme !== undefined && !hierarchy.startsWith('/')) return { ...parts, opaque: hierarchy };
  if (scheme === undefined && /^[^/]*:/.test(hierarchy)) {
    throw refuse(url, 'first path segment in URL cannot contain colon');
  }
  if (!hierarchy.startsWith('//')) return { ...parts, path: decode(url, hierarchy) };
  const slash = hierarchy.indexOf('/', 2);
  const authority = hierarchy.slice(2, slash < 0 ? undefined : slash);
  return {
    ...parts,
    ...parseAuthority(url, authority),
    path: slash < 0 ? '' : decode(url, hierarchy.slice(slash)),
  };
}

function parseAuthority(url: string, authority: string): { userinfo: string; host: string } {
  const at = authority.lastIndexOf('@');
  const host = authority.slice(at + 1);
  const port = /:([^\]:]*)$/.exec(host.replace(/^\[.*\]/, ''))?.[1];
  if (port !== undefined && !/^[0-9]*$/.test(port)) {
    throw refuse(url, `invalid port ${quote(`:${port}`)} after host`);
  }
  if (host.includes(' ')) throw refuse(url, 'invalid character " " in host name');
  return { userinfo: at < 0 ? '' : authority.slice(0, at), host: decode(url, host) };
}

function decode(url: string, value: string): string {
  const wrong = /%(?![0-9A-Fa-f]{2}).{0,2}/.exec(value);
  if (wrong !== null) throw refuse(url, `invalid URL escape ${quote(wrong[0])}`);
  return value.replace(/(?:%[0-9A-Fa-f]{2})+/g, (escapes) =>
    fromUtf8(Uint8Array.from(escapes.slice(1).split('%'), (digits) => Number.parseInt(digits, 16))),
  );
}

/** Escapes what may not stand in a part as it is. */
function encode(value: string, allowed: RegExp): string {
  let result = '';
  for (const character of value) {
    if (allowed.test(character)) result += character;
    else for (const byte of utf8(character)) result += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return result;
}

const IN_PATH = /^[A-Za-z0-9\-_.~$&+,/:;=@!'()*[\]]$/;
const PATH_ESCAPED = /^[A-Za-z0-9\-_.~$&+,/:;=@]$/;
const IN_FRAGMENT = /^[A-Za-z0-9\-_.~$&+,/:;=?@!'()*]$/;

function urlParse([value]: GoValue[]): GoValue {
  const url = text(value);
  const parts = parseUrl(url);
  const hostname = parts.host.startsWith('[')
    ? parts.host.slice(1, parts.host.indexOf(']'))
    : parts.host.replace(/:[0-9]*$/, '');
  return new Map<string, GoValue>([...Object.entries(parts), ['hostname', hostname]]);
}

function urlJoin([value]: GoValue[]): string {
  const map = mapOf(value);
  const part = (name: string) => (map.has(name) ? asString(map.get(name)) : '');
  const scheme = part('scheme');
  const rest = part('opaque') || hierarchyOf(part('userinfo'), part('host'), part('path'));
  const query = part('query') === '' ? '' : `?${part('query')}`;
  const fragment = part('fragment') === '' ? '' : `#${encode(part('fragment'), IN_FRAGMENT)}`;
  return (scheme === '' ? '' : `${scheme}:`) + rest + query + fragment;
}

function hierarchyOf(userinfo: string, host: string, path: string): string {
  const escaped = encode(path, /[!'()*[\]]/.test(path) ? IN_PATH : PATH_ESCAPED);
  if (host === '' && userinfo === '') return escaped;
  const authority = userinfo === '' ? host : `${userinfo}@${host}`;
  const slash = escaped !== '' && !escaped.startsWith('/') && host !== '' ? '/' : '';
  return `//${authority}${slash}${escaped}`;
}

export const URL_FUNCTIONS = defineFunctions([
  ['urlParse', 'string -> map', urlParse],
  ['urlJoin', 'map -> string', urlJoin],
]);
