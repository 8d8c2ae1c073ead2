import { ServiceError } from '../service-error.ts';
import type { Variable } from './variable.ts';

/** A process's environment, which only `main.ts` may look at. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Variables by the name that the program uses. */
export type ConfigSchema = Readonly<Record<string, Variable<unknown>>>;

export type Config<S extends ConfigSchema> = {
  readonly [K in keyof S]: S[K] extends Variable<infer T> ? T : never;
};

/**
 * Reads a configuration; a variable that is set to nothing counts as unset.
 *
 * @throws ServiceError invalid_configuration, with every problem of every variable in one line.
 */
export function readConfig<S extends ConfigSchema>(env: Environment, schema: S): Config<S> {
  const config = new Map<string, unknown>();
  const problems: string[] = [];
  for (const [key, variable] of Object.entries(schema)) {
    const set = env[variable.name];
    if (set === undefined || set === '') {
      if (variable.fallback === undefined)
        problems.push(`${variable.name} is not set (${variable.description})`);
      else config.set(key, variable.fallback.value);
      continue;
    }
    const parsed = variable.parse(set);
    if ('problem' in parsed) problems.push(`${variable.name} ${parsed.problem}`);
    else config.set(key, parsed.value);
  }
  if (problems.length > 0) throw new ServiceError('invalid_configuration', problems.join('; '));
  return Object.fromEntries(config) as Config<S>;
}
