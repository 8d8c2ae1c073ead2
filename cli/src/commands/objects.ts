import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { DataKind, DataObject } from '@tiphys/client';
import { parseYaml } from '@tiphys/spec';
import { CommandError, EXIT, type ExitCode, usageError } from '../errors.ts';
import { readManifestTexts } from '../manifest-files.ts';
import { shortDuration } from '../render/age.ts';
import { table } from '../render/table.ts';
import { renderYaml } from '../render/yaml.ts';
import type { Session } from '../session.ts';
import { applyTemplates, isTemplateKind } from './apply-templates.ts';

export interface ObjectOutputFlags {
  output?: 'name' | 'json' | 'yaml';
}

export interface CreateObjectFlags extends ObjectOutputFlags {
  /** `key=text` */
  fromLiteral?: string[];
  /** `key=path`, or a path whose last part is the key. */
  fromFile?: string[];
  /** Of a Secret. */
  type?: string;
  immutable?: boolean;
}

const PADDING = 3;
const DATA_KINDS: ReadonlySet<string> = new Set(['ConfigMap', 'Secret']);

/** `configmap create NAME`, `secret create NAME`. */
export async function createObject(
  session: Session,
  kind: DataKind,
  name: string,
  flags: CreateObjectFlags,
): Promise<ExitCode> {
  const data: Record<string, string> = Object.create(null);
  for (const given of flags.fromLiteral ?? []) {
    const [key, value] = halves(given, '--from-literal');
    addEntry(data, key, Buffer.from(value, 'utf8').toString('base64'));
  }
  for (const given of flags.fromFile ?? []) {
    const [key, path] = given.includes('=') ? halves(given, '--from-file') : [basename(given), given];
    addEntry(data, key, fileBytes(path).toString('base64'));
  }
  const manifest = {
    metadata: { name },
    ...(flags.immutable === true ? { immutable: true } : {}),
    ...(kind === 'Secret' ? { type: flags.type ?? 'Opaque', data } : textsAndBytes(data)),
  };
  const server = await session.connect();
  const object = await server.resources.create(session.namespace, kind, manifest);
  session.out.write(flags.output === undefined ? said(object, 'created') : printed(object, flags.output));
  return EXIT.succeeded;
}

/** `apply -f FILE...`: the ConfigMaps and Secrets of the files, then the templates, each document by itself. */
export async function applyObjects(
  session: Session,
  files: readonly string[],
  only?: DataKind,
): Promise<ExitCode> {
  if (files.length === 0) throw usageError('name a file with -f');
  const manifests = (await readManifestTexts(session, files)).flatMap(({ source, text }) => {
    const { documents, problems } = parseYaml(text);
    const [problem] = problems;
    // The problem names a place; what stands there may be a secret.
    if (problem !== undefined)
      throw new CommandError('failed', `${source}:${problem.line ?? 1}: ${problem.message}`);
    return documents.map(({ value }) => ({
      source,
      value: value as Record<string, unknown>,
      kind: kindOf(value),
    }));
  });
  for (const { source, kind } of manifests) {
    const isKnown = only === undefined ? DATA_KINDS.has(kind) || isTemplateKind(kind) : kind === only;
    if (!isKnown) {
      throw new CommandError('failed', `${source}: ${kind || 'a document without kind'} cannot be applied`);
    }
  }
  const server = await session.connect();
  for (const { value, kind } of manifests.filter((manifest) => DATA_KINDS.has(manifest.kind))) {
    const namespace = namespaceOf(value) ?? session.namespace;
    const { object, created } = await server.resources.apply(namespace, kind as DataKind, value);
    session.out.write(said(object, created ? 'created' : 'configured'));
  }
  const templates = manifests.flatMap(({ value, kind }) => (isTemplateKind(kind) ? [{ kind, value }] : []));
  await applyTemplates(session, templates);
  return EXIT.succeeded;
}

/** `configmap get NAME...`; of a Secret the keys, never the values. */
export async function getObjects(
  session: Session,
  kind: DataKind,
  names: readonly string[],
  flags: ObjectOutputFlags,
): Promise<ExitCode> {
  const server = await session.connect();
  for (const name of names) {
    const object = await server.resources.get(session.namespace, kind, name);
    session.out.write(flags.output === undefined ? details(session, object) : printed(object, flags.output));
  }
  return EXIT.succeeded;
}

/** `configmap list`. */
export async function listObjects(
  session: Session,
  kind: DataKind,
  flags: ObjectOutputFlags & { allNamespaces?: boolean },
): Promise<ExitCode> {
  const server = await session.connect();
  const objects = await server.resources.list(flags.allNamespaces ? '' : session.namespace, kind);
  if (flags.output !== undefined) {
    const { output } = flags;
    if (output === 'json') session.out.write(`${JSON.stringify(objects, null, 4)}\n`);
    else for (const object of objects) session.out.write(printed(object, output));
    return EXIT.succeeded;
  }
  const head = [
    ...(flags.allNamespaces ? ['NAMESPACE'] : []),
    'NAME',
    ...(kind === 'Secret' ? ['TYPE'] : []),
    'DATA',
    'AGE',
  ];
  const rows = objects.map((object) => [
    ...(flags.allNamespaces ? [object.metadata.namespace ?? ''] : []),
    object.metadata.name ?? '',
    ...(kind === 'Secret' ? [object.type ?? ''] : []),
    String(keysOf(object).length),
    age(object.metadata.creationTimestamp, session.now()),
  ]);
  session.out.write(`${table([head, ...rows], PADDING).join('\n')}\n`);
  return EXIT.succeeded;
}

/** `configmap delete NAME...`. */
export async function deleteObjects(
  session: Session,
  kind: DataKind,
  names: readonly string[],
): Promise<ExitCode> {
  const server = await session.connect();
  for (const name of names) {
    await server.resources.delete(session.namespace, kind, name);
    session.out.write(`${kind} '${name}' deleted\n`);
  }
  return EXIT.succeeded;
}

/** How long ago it was created, as `get` and `list` say it. */
function age(created: string | undefined, now: Date): string {
  const at = Date.parse(created ?? '');
  return Number.isNaN(at) ? '' : shortDuration(now.getTime() - at);
}

function said({ kind, metadata }: DataObject, what: string): string {
  return `${kind} '${metadata.name}' ${what}\n`;
}

function printed(object: DataObject, output: 'name' | 'json' | 'yaml'): string {
  if (output === 'name') return `${object.metadata.name}\n`;
  return output === 'json' ? `${JSON.stringify(object, null, 4)}\n` : renderYaml(object);
}

function details(session: Session, object: DataObject): string {
  const { metadata, kind, type } = object;
  const rows = [
    ['Name:', metadata.name ?? ''],
    ['Namespace:', metadata.namespace ?? ''],
    ...(kind === 'Secret' ? [['Type:', type ?? '']] : []),
    ['Created:', age(metadata.creationTimestamp, session.now())],
    ...keysOf(object).map((key) => [`${key}:`, valueShown(object, key)]),
  ];
  return `${table(rows, PADDING).join('\n')}\n`;
}

function valueShown({ kind, data, binaryData }: DataObject, key: string): string {
  if (kind === 'Secret') return '(secret)';
  const text = data === undefined || !Object.hasOwn(data, key) ? undefined : data[key];
  return text === undefined || text === null ? `(base64) ${binaryData?.[key] ?? ''}` : JSON.stringify(text);
}

function keysOf({ data, binaryData }: DataObject): string[] {
  return [...Object.keys(data ?? {}), ...Object.keys(binaryData ?? {})].sort();
}

/** A ConfigMap's entries: what is UTF-8 is text. */
function textsAndBytes(data: Readonly<Record<string, string>>) {
  const texts: Record<string, string> = Object.create(null);
  const bytes: Record<string, string> = Object.create(null);
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  for (const [key, base64] of Object.entries(data)) {
    try {
      texts[key] = decoder.decode(Buffer.from(base64, 'base64'));
    } catch {
      bytes[key] = base64;
    }
  }
  return { data: texts, binaryData: bytes };
}

function addEntry(data: Record<string, string>, key: string, base64: string): void {
  if (Object.hasOwn(data, key)) throw usageError(`the key ${key} is given twice`);
  data[key] = base64;
}

function halves(given: string, flag: string): [string, string] {
  const cut = given.indexOf('=');
  // What was given may be a secret: it is not repeated.
  if (cut <= 0) throw usageError(`${flag}: expected key=value`);
  return [given.slice(0, cut), given.slice(cut + 1)];
}

function fileBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const reason = code === 'ENOENT' ? 'no such file or directory' : (code ?? 'cannot be read');
    throw new CommandError('failed', `${path}: ${reason}`, { cause });
  }
}

function kindOf(value: unknown): string {
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
  return typeof kind === 'string' ? kind : '';
}

function namespaceOf({ metadata }: Record<string, unknown>): string | undefined {
  const namespace =
    typeof metadata === 'object' && metadata !== null && 'namespace' in metadata
      ? metadata.namespace
      : undefined;
  return typeof namespace === 'string' && namespace !== '' ? namespace : undefined;
}
