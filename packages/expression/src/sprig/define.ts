import { ANY, ARRAY, BOOL, FLOAT, INT, MAP, type Nature, STRING, STRINGS, TIME } from '../expr/nature.ts';
import { GoFunction, type GoValue } from '../go/go-value.ts';
import type { Meter } from '../meter.ts';

/** How the parameters and results of sprig's functions are named here. */
const TYPES: ReadonlyMap<string, Nature> = new Map([
  ['any', ANY],
  ['bool', BOOL],
  ['float', FLOAT],
  ['int', INT],
  ['list', ARRAY],
  ['map', MAP],
  ['string', STRING],
  ['strings', STRINGS],
  ['time', TIME],
]);

export type SprigCall = (args: GoValue[], meter: Meter) => GoValue;

/** A function's name, its Go type (`int, string -> string`, `...any -> list`), and what it does. */
export type SprigEntry = [name: string, signature: string, call: SprigCall];

/** @param entries with signatures of known types: a mistake in one is a defect, and throws. */
export function defineFunctions(entries: readonly SprigEntry[]): [string, GoFunction][] {
  return entries.map(([name, signature, call]) => [
    name,
    new GoFunction(name, parseSignature(signature), call),
  ]);
}

function parseSignature(signature: string): { params: Nature[]; variadic: boolean; result: Nature } {
  const [params = '', result = ''] = signature.split('->').map((part) => part.trim());
  const names = params === '' ? [] : params.split(',').map((name) => name.trim());
  return {
    params: names.map((name) => typeNamed(name.replace('...', ''))),
    variadic: names.at(-1)?.startsWith('...') ?? false,
    result: typeNamed(result),
  };
}

function typeNamed(name: string): Nature {
  const nature = TYPES.get(name);
  if (nature === undefined) throw new Error(`no such type: ${name}`);
  return nature;
}
