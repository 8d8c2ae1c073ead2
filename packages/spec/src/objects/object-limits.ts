/** Kubernetes' limit for the data of a ConfigMap or a Secret. */
export const MAX_DATA_BYTES = 1024 * 1024;
const MAX_KEY = 253;
const MAX_OBJECT_NAME = 253;
const KEY = /^[-._a-zA-Z0-9]+$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Why a text cannot be a key of a ConfigMap or Secret (apimachinery's IsConfigMapKey); undefined where it can. */
export function dataKeyProblem(key: string): string | undefined {
  if (key.length > MAX_KEY) return `must be no more than ${MAX_KEY} characters`;
  if (!KEY.test(key)) {
    return "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
  }
  if (key === '.' || key === '..') return `must not be '${key}'`;
  if (key.startsWith('..')) return "must not start with '..'";
  return undefined;
}

/** Whether a text is a name of a Kubernetes object: a DNS subdomain (RFC 1123). */
export function isObjectName(name: string): boolean {
  return name.length <= MAX_OBJECT_NAME && SUBDOMAIN.test(name);
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** How many bytes a text in base64 stands for; undefined where it is none. Line breaks are passed over, as Go does. */
export function base64Length(text: string): number | undefined {
  const joined = text.replaceAll(/[\r\n]/g, '');
  if (!BASE64.test(joined)) return undefined;
  const padding = joined.endsWith('==') ? 2 : Number(joined.endsWith('='));
  return (joined.length / 4) * 3 - padding;
}

/** Bytes of a text in UTF-8. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x8_00 ? 2 : code < 0x1_00_00 ? 3 : 4;
  }
  return bytes;
}
