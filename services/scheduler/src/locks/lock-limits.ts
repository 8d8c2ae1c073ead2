import { LIMITS_CONFIG_MAP, type Surroundings } from '@tiphys/engine';
import type { LimitOf } from './lock-rules.ts';

export interface WorkflowLimits {
  /** How many workflows may run at the same time; 0: as many as there are. */
  parallelism: number;
  /** The same in each namespace. */
  namespaceParallelism: number;
}

export const ALL_NAMESPACES_PLACE = '/Parallelism/';

export function namespacePlace(namespace: string): string {
  return `${namespace}/Parallelism/`;
}

/** The places that a workflow of a namespace needs. */
export function placesOf(limits: WorkflowLimits, namespace: string): string[] {
  return [
    ...(limits.parallelism > 0 ? [ALL_NAMESPACES_PLACE] : []),
    ...(limits.namespaceParallelism > 0 ? [namespacePlace(namespace)] : []),
  ];
}

/** Limits as they are now: a ConfigMap that changes changes them for who waits and for who comes. */
export function limitsFrom(
  surroundings: Pick<Surroundings, 'configMap'>,
  { parallelism, namespaceParallelism }: WorkflowLimits,
): LimitOf {
  return ({ type, name }) => {
    switch (type) {
      case 'Mutex':
        return 1;
      case 'Parallelism': {
        const limit = name === ALL_NAMESPACES_PLACE ? parallelism : namespaceParallelism;
        return limit > 0 ? limit : Number.POSITIVE_INFINITY;
      }
      case 'Semaphore':
        return parsed(textOf(surroundings, name));
    }
  };
}

/** `<namespace>/ConfigMap/<name>/<key>` or `<namespace>/Database/<key>`. */
function textOf(surroundings: Pick<Surroundings, 'configMap'>, lock: string): string | undefined {
  const [namespace = '', kind, ...rest] = lock.split('/');
  if (kind === 'Database') return surroundings.configMap(namespace, LIMITS_CONFIG_MAP)?.get(rest.join('/'));
  const [name = '', ...key] = rest;
  return surroundings.configMap(namespace, name)?.get(key.join('/'));
}

/** Go's strconv.Atoi, as Argo reads it; 0 and what is no number are no limit that anybody could wait for. */
function parsed(text: string | undefined): number | undefined {
  if (text === undefined || !/^[+-]?\d+$/.test(text)) return undefined;
  const limit = Number(text);
  return limit > 0 && Number.isSafeInteger(limit) ? limit : undefined;
}
