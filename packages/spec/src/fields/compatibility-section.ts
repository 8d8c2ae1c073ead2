import { cronWorkflow } from './cron-workflow-fields.ts';
import type { Field, FieldType, ObjectType } from './field.ts';
import { objectTypes } from './object-types.ts';
import { workflow } from './workflow-fields.ts';

const START = '<!-- fields: start; written by packages/spec/tools/compatibility.ts -->';
const END = '<!-- fields: end -->';

/**
 * The part of docs/compatibility.md that the tables give.
 *
 * @param page the page as it is.
 * @returns the page with that part as it is to be, between its two marks; undefined where the marks are missing.
 */
export function withFieldsSection(page: string): string | undefined {
  const start = page.indexOf(START);
  const end = page.indexOf(END);
  if (start < 0 || end < start) return undefined;
  return `${page.slice(0, start + START.length)}\n\n${fieldsSection()}\n${page.slice(end)}`;
}

function fieldsSection(): string {
  const roots = [workflow, cronWorkflow];
  const read = [...new Set(roots.flatMap((root) => objectTypes(root, { ofManifests: true })))];
  const written = objectTypes(workflow).filter((type) => !read.includes(type));
  return [
    ...read.map((type) => describeRead(type)),
    '### What is written into a status\n',
    ...written.map((type) => describeWritten(type)),
  ].join('\n');
}

function describeRead(type: ObjectType): string {
  const lines = [`### ${shortName(type)}\n`];
  const fields = [...type.fields.values()];
  const honoured = fields.filter((field) => field.support === 'honoured' && field.how === undefined);
  if (honoured.length > 0) lines.push(`- honoured: ${honoured.map(describeHonoured).join(', ')}`);
  for (const [how, emulated] of byText(fields, howOf)) lines.push(`- emulated, ${how}: ${names(emulated)}`);
  const ignored = fields.filter(({ support }) => support === 'ignored');
  if (ignored.length > 0) lines.push(`- set by the server, dropped from manifests: ${names(ignored)}`);
  for (const [reason, refused] of byText(fields, reasonOf)) lines.push(`- ${reason}: ${names(refused)}`);
  return `${lines.join('\n')}\n`;
}

function describeWritten(type: ObjectType): string {
  const fields = [...type.fields.values()];
  const written = fields.filter(({ support }) => support !== 'refused');
  const others = fields.filter(({ support }) => support === 'refused');
  const rest = others.length === 0 ? '' : `; not ${names(others)}`;
  return `- ${shortName(type)}: ${names(written)}${rest}`;
}

function describeHonoured(field: Field): string {
  const keys = field.support === 'honoured' ? keysOf(field.type) : undefined;
  return keys === undefined ? name(field) : `${name(field)} (${[...keys].join(', ')})`;
}

function keysOf(type: FieldType): ReadonlySet<string> | undefined {
  return type.kind === 'map' ? type.keys : undefined;
}

function howOf(field: Field): string | undefined {
  return field.support === 'honoured' ? field.how : undefined;
}

function reasonOf(field: Field): string | undefined {
  return field.support === 'refused' ? field.reason : undefined;
}

function byText(
  fields: readonly Field[],
  textOf: (field: Field) => string | undefined,
): Map<string, Field[]> {
  const texts = new Map<string, Field[]>();
  for (const field of fields) {
    const text = textOf(field);
    if (text === undefined) continue;
    const same = texts.get(text) ?? [];
    same.push(field);
    texts.set(text, same);
  }
  return texts;
}

function names(fields: readonly Field[]): string {
  return fields.map(name).join(', ');
}

function name(field: Field): string {
  return `\`${field.name}\``;
}

function shortName(type: ObjectType): string {
  return type.argoName.slice(type.argoName.lastIndexOf('.') + 1);
}
