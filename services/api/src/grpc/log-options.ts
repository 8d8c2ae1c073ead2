import { ApiError } from '../errors.ts';
import type { LogOptions } from '../workflow-logs.ts';

/** Kubernetes' PodLogOptions as they come over the wire. */
export interface PodLogOptionsMessage {
  container?: string | undefined;
  follow?: boolean | undefined;
  previous?: boolean | undefined;
  sinceSeconds?: number | undefined;
  sinceTime?: { seconds?: number | undefined; nanos?: number | undefined } | undefined;
  timestamps?: boolean | undefined;
  tailLines?: number | undefined;
  limitBytes?: number | undefined;
}

/** The one container whose output is kept. */
const MAIN_CONTAINER = 'main';

/**
 * @param now milliseconds since 1970, for `sinceSeconds`.
 * @throws ApiError invalid_argument, unimplemented: each names the option.
 */
export function logOptions(
  request: { podName?: string | undefined; grep?: string | undefined; selector?: string | undefined },
  options: PodLogOptionsMessage | undefined,
  now: number,
): LogOptions {
  refuseUnsupported(request.selector ?? '', options);
  const { tailLines } = options ?? {};
  return {
    podName: request.podName ?? '',
    follow: options?.follow ?? false,
    grep: request.grep ?? '',
    tailLines: tailLines === undefined || tailLines < 0 ? undefined : tailLines,
    since: since(options, now),
    timestamps: options?.timestamps ?? false,
  };
}

function since(options: PodLogOptionsMessage | undefined, now: number): number | undefined {
  const { sinceSeconds = 0, sinceTime } = options ?? {};
  const { seconds = 0, nanos = 0 } = sinceTime ?? {};
  if (seconds > 0) return seconds * 1000 + Math.floor(nanos / 1_000_000);
  return sinceSeconds > 0 ? now - sinceSeconds * 1000 : undefined;
}

function refuseUnsupported(selector: string, options: PodLogOptionsMessage | undefined): void {
  const { container = '', previous = false, limitBytes = 0 } = options ?? {};
  if (container !== '' && container !== MAIN_CONTAINER) {
    throw new ApiError(
      'invalid_argument',
      `logOptions.container: the output of "main" alone is kept, not that of "${container}"`,
    );
  }
  if (previous) throw new ApiError('unimplemented', 'logOptions.previous: not supported yet');
  if (limitBytes > 0) throw new ApiError('unimplemented', 'logOptions.limitBytes: not supported yet');
  if (selector !== '') throw new ApiError('unimplemented', 'selector: not supported yet');
}
