import type { Backoff } from '@tiphys/spec';
import { failure, type Result, success } from '../result.ts';
import type { Scope } from '../scope/scope.ts';
import { substituteAll } from '../scope/substitution.ts';
import type { DeepReadonly } from '../state.ts';
import { parseDuration } from '../time/duration.ts';

/** When the next attempt may start, or why there is none. */
export type BackoffVerdict = { waitUntil: number; forMs: number } | { message: string };

/** The longest that Go's durations hold. */
const MAX_DURATION_MS = 9_223_372_036_854;

/**
 * How long to wait after an attempt (the backoff of Argo's processNodeRetries): `duration`, times `factor` for each
 * retry, no more than `cap`; none that would end more than `maxDuration` after the first attempt began.
 *
 * @param attempts how many there were. Times are milliseconds since 1970.
 */
export function backoffAfter(
  backoff: DeepReadonly<Backoff>,
  scope: Scope,
  {
    attempts,
    firstStartedAt,
    lastFinishedAt,
    now,
  }: {
    attempts: number;
    firstStartedAt: number;
    lastFinishedAt: number;
    now: number;
  },
): Result<BackoffVerdict> {
  const rendered = substituteAll(backoff, scope, 'lenient');
  if (!rendered.ok) return rendered;
  const { duration = '', factor, maxDuration = '', cap = '' } = rendered.value;
  const longest = durationOr(maxDuration, Number.POSITIVE_INFINITY);
  if (!longest.ok) return longest;
  const deadline = firstStartedAt + longest.value;
  if (now > deadline) return success({ message: 'Max duration limit exceeded' });
  if (duration === '') return failure('no base duration specified for retryStrategy');
  const base = parseDuration(duration);
  if (!base.ok) return base;
  if (factor !== undefined && !/^[+-]?\d+$/.test(String(factor))) {
    return failure(`strconv.ParseInt: parsing ${JSON.stringify(factor)}: invalid syntax`);
  }
  const limit = durationOr(cap, MAX_DURATION_MS);
  if (!limit.ok) return limit;
  const growth = Number(factor ?? 0) > 0 ? Number(factor) ** (attempts - 1) : 1;
  const forMs = Math.min(base.value * growth, limit.value, MAX_DURATION_MS);
  const waitUntil = Math.ceil(lastFinishedAt + forMs);
  if (waitUntil > deadline) return success({ message: 'Backoff would exceed max duration limit' });
  return success({ waitUntil, forMs });
}

/** When the last retry has to have ended, in milliseconds since 1970; undefined where that is open or unreadable. */
export function retriesEnd(
  backoff: DeepReadonly<Backoff> | undefined,
  scope: Scope,
  firstStartedAt: number,
): number | undefined {
  const rendered = substituteAll({ maxDuration: backoff?.maxDuration ?? '' }, scope, 'lenient');
  if (!rendered.ok || rendered.value.maxDuration === '') return undefined;
  const longest = parseDuration(rendered.value.maxDuration);
  return longest.ok ? firstStartedAt + longest.value : undefined;
}

function durationOr(text: string, otherwise: number): Result<number> {
  return text === '' ? success(otherwise) : parseDuration(text);
}
