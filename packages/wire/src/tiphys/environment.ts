import type { EnvFromSource, EnvVar, EnvVarSource } from '@tiphys/spec';
import type { EnvVar as EnvVarMessage } from '../gen/tiphys/v1/task.ts';
import { jsonBytes, parseJsonBytes, withoutUndefined } from './decoding.ts';

export function envVarTo({ name, value, valueFrom }: EnvVar): EnvVarMessage {
  return { name, value, valueFrom: valueFrom === undefined ? undefined : jsonBytes(valueFrom) };
}

export function envVarFrom({ name, value, valueFrom }: EnvVarMessage): EnvVar {
  const source =
    valueFrom === undefined ? undefined : parseJsonBytes<EnvVarSource>(valueFrom, 'task.env.value_from');
  return withoutUndefined({ name, value, valueFrom: source }) as EnvVar;
}

export function envFromTo(sources: readonly EnvFromSource[] | undefined): Buffer | undefined {
  return sources === undefined ? undefined : jsonBytes(sources);
}

export function envFromFrom(bytes: Uint8Array | undefined): EnvFromSource[] | undefined {
  return bytes === undefined ? undefined : parseJsonBytes<EnvFromSource[]>(bytes, 'task.env_from');
}
