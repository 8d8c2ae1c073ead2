import { homedir } from 'node:os';
import { API_VARIABLES } from '@tiphys/api/start';
import { EXECUTOR_VARIABLES } from '@tiphys/executor/start';
import { SCHEDULER_VARIABLES } from '@tiphys/scheduler/start';
import { SERVICE_VARIABLES, type Variable } from '@tiphys/service-kit';
import { STATUS_VARIABLES } from '@tiphys/status/start';

/** One environment variable as one service reads it. */
export interface ServiceVariable {
  name: string;
  description: string;
  /** What it may be, as in `docker, process`, `true, false`, `a duration`; empty: any text. */
  values: string;
  /** As one would write it; empty: unset. */
  byDefault: string;
}

/** Every variable of every service, in the order in which the sources have them; those of the kit come first. */
export function serviceVariables(): Map<string, ServiceVariable[]> {
  const own: [string, Record<string, Variable<unknown>>][] = [
    ['api', API_VARIABLES],
    ['scheduler', SCHEDULER_VARIABLES],
    ['executor', EXECUTOR_VARIABLES],
    ['status', STATUS_VARIABLES],
  ];
  return new Map(
    own.map(([service, variables]) => [
      service,
      [...Object.values(SERVICE_VARIABLES), ...Object.values(variables)].map(describe),
    ]),
  );
}

/** What depends on the host is said in words, so that the page is the same on every machine. */
const OF_THE_HOST: ReadonlyMap<string, string> = new Map([['TIPHYS_CAPACITY', '8 per processor']]);

function describe(variable: Variable<unknown>): ServiceVariable {
  const { name, description } = variable;
  return {
    name,
    description,
    values: valuesOf(variable),
    byDefault: OF_THE_HOST.get(name) ?? defaultOf(variable),
  };
}

/** Asked with a text that is right for one kind of variable only. */
function valuesOf({ parse }: Variable<unknown>): string {
  if (isDuration({ parse })) return 'a duration';
  const refused = parse('\0');
  if (!('problem' in refused)) return '';
  const { problem } = refused;
  if (problem === 'must be true or false') return 'true, false';
  return problem
    .replace(/^must be (one of )?/, '')
    .replace(/ to ∞$/, ' up')
    .replace(/ from /, ', ');
}

function isDuration({ parse }: Pick<Variable<unknown>, 'parse'>): boolean {
  const second = parse('1s');
  return 'value' in second && second.value === 1000;
}

function defaultOf(variable: Variable<unknown>): string {
  const { fallback } = variable;
  if (fallback === undefined) throw new Error(`${variable.name} is required: say so in the table`);
  const { value } = fallback;
  if (value === undefined) return '';
  if (typeof value === 'number') return isDuration(variable) ? duration(value) : String(value);
  if (Array.isArray(value)) return value.join(',');
  if (hasSecret(value)) return value.reveal();
  return String(value).replace(homedir(), '~');
}

function hasSecret(value: unknown): value is { reveal(): string } {
  return typeof value === 'object' && value !== null && 'reveal' in value;
}

function duration(milliseconds: number): string {
  return milliseconds % 1000 === 0 ? `${milliseconds / 1000}s` : `${milliseconds}ms`;
}
