import { ArtifactError } from '@tiphys/artifacts';
import { ObjectStoreError } from '@tiphys/object-store';
import { retryWithBackoff } from '@tiphys/service-kit';
import type { ArtifactLocation } from '@tiphys/spec';
import { ObjectError } from '../object-reader.ts';
import { persistently } from '../persistently.ts';
import type { ExecutorPorts } from '../ports.ts';

/** As Argo's executor tries (util/retry, ExecutorRetry): five times, a second after the first, then 1.6 times as long. */
const TRIES = { attempts: 5, initialMs: 1_000, factor: 1.6 };

/** Why an artifact could not be moved; the message is the node's. */
export class ArtifactFault extends Error {
  /** There is nothing where it should be. */
  readonly isMissing: boolean;

  /** Its store did not answer, however often it was asked. */
  readonly isAway: boolean;

  constructor(message: string, isMissing: boolean, isAway = false) {
    super(message);
    this.name = 'ArtifactFault';
    this.isMissing = isMissing;
    this.isAway = isAway;
  }
}

/**
 * Moves an artifact, however often it takes: where the broker, the container engine or the built-in store are away,
 * until they are back; where another store is, as often as Argo does.
 *
 * @throws ArtifactFault; the signal's reason.
 */
export function moving<T>(
  ports: Pick<ExecutorPorts, 'clock' | 'logger'>,
  what: string,
  location: ArtifactLocation,
  signal: AbortSignal,
  run: () => Promise<T>,
): Promise<T> {
  const isRetryable = (error: unknown): boolean => isElsewhere(error) && !isAway(error, location);
  const once = async (): Promise<T> => {
    try {
      return await retryWithBackoff({ ...TRIES, clock: ports.clock, signal, isRetryable }, run);
    } catch (error) {
      signal.throwIfAborted();
      throw asFault(error, location);
    }
  };
  return persistently(ports, what, once, signal);
}

/** Whether it is the other side of a location that does not answer. */
function isElsewhere(error: unknown): boolean {
  return (error instanceof ArtifactError || error instanceof ObjectStoreError) && error.retryable;
}

function asFault(error: unknown, location: ArtifactLocation): unknown {
  if (error instanceof ObjectError) return new ArtifactFault(error.message, false);
  if (!(error instanceof ArtifactError || error instanceof ObjectStoreError)) return error;
  if (isAway(error, location)) return error;
  return new ArtifactFault(error.message, error.code === 'artifact_missing', error.retryable);
}

/** The built-in store is away with the broker, and an agent outlives that. */
function isAway(error: unknown, location: ArtifactLocation): boolean {
  return error instanceof ObjectStoreError && error.code === 'store_unavailable' && isBuiltIn(location);
}

function isBuiltIn({ s3 }: ArtifactLocation): boolean {
  return s3 !== undefined && (s3.bucket === undefined || s3.bucket === '');
}
