import type { Random } from '@tiphys/engine/testing';
import type { Callable } from './leaf-templates.ts';
import type { Theme } from './themes.ts';

export type Root = 'steps' | 'tasks';

/** A call that may be referred to. */
export interface Seen {
  name: string;
  callee: Callable;
  isLoop: boolean;
}

const STATUS = ['Succeeded', 'Failed', 'Error', 'Skipped', 'Omitted'];

function reference(random: Random, root: Root, seen: readonly Seen[]): string | undefined {
  if (seen.length === 0) return undefined;
  const { name, callee, isLoop } = random.pick(seen);
  const options = [`${root}.${name}.status`];
  if (callee.outs.length > 0) {
    const value = `${root}.${name}.outputs.parameters.${random.pick(callee.outs)}`;
    options.push(value, isLoop ? `${root}.${name}.outputs.parameters` : value);
  }
  if (callee.hasResult) options.push(`${root}.${name}.outputs.result`, `${root}.${name}.outputs.result`);
  if (!isLoop && !callee.isComposite && random.chance(0.1))
    options.push(`${root}.${name}.exitCode`, `${root}.${name}.id`);
  return random.pick(options);
}

export function argument(
  random: Random,
  theme: Theme,
  root: Root,
  seen: readonly Seen[],
  ins: readonly string[],
  hasItem: boolean,
): string {
  if (hasItem && random.chance(0.4)) return random.pick(['{{item}}', 'x-{{item}}', '{{=item}}']);
  const one = random.chance(theme.references) ? reference(random, root, seen) : undefined;
  if (one !== undefined) {
    if (random.chance(theme.expressions) && /^[\w.]+$/.test(one)) {
      return random.pick([
        `{{=${one}}}`,
        `{{=${one} ?? 'none'}}`,
        `{{=sprig.upper(${one})}}`,
        `{{=string(${one}) + '!'}}`,
        `{{=toJson([${one}, inputs])}}`,
        `{{=${one} == '1' ? 'one' : 'other'}}`,
      ]);
    }
    return random.chance(0.2) ? `a {{${one}}} b` : `{{${one}}}`;
  }
  if (ins.length > 0 && random.chance(0.5)) return `{{inputs.parameters.${random.pick(ins)}}}`;
  return random.pick(['const', '{{workflow.name}}', '{{workflow.parameters.w}}', '5', '']);
}

export function condition(
  random: Random,
  theme: Theme,
  root: Root,
  seen: readonly Seen[],
  ins: readonly string[],
  hasItem: boolean,
): string {
  if (hasItem && random.chance(0.5))
    return random.pick(['{{item}} != x', '{{item}} == 1', "'{{item}}' == 'x'"]);
  const one = random.chance(theme.references * 1.5) ? reference(random, root, seen) : undefined;
  if (one?.endsWith('.status')) return `{{${one}}} ${random.pick(['==', '!='])} ${random.pick(STATUS)}`;
  if (one !== undefined) {
    return random.pick([
      `'{{${one}}}' == 'abc'`,
      `"{{${one}}}" != "1"`,
      `{{${one}}} == 1`,
      `{{=${one} == 'abc'}}`,
      `{{=${one} != nil}}`,
    ]);
  }
  if (ins.length > 0) return `'{{inputs.parameters.${random.pick(ins)}}}' == 'dflt'`;
  return random.pick(['true', 'false', '{{workflow.parameters.w}} == wv', '1 == 2']);
}

/** What a handler of a call is called with. */
export function hookArgument(random: Random, own: string, callee: Callable): string {
  return random.pick([
    `{{${own}.status}}`,
    ...(callee.outs.includes('v') ? [`{{${own}.outputs.parameters.v}}`] : []),
    ...(callee.hasResult ? [`{{${own}.outputs.result}}`] : []),
    'c',
    '{{workflow.status}}',
  ]);
}
