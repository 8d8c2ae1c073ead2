/** A call that has had no answer for this long has lost its connection without being told. */
const CALL_MS = 120_000;

interface Modem {
  dial(options: object, callback: (error: unknown, answer: unknown) => void): void;
}

/** A signal for one short call to the engine: dockerode waits for ever where an answer breaks off in its middle. */
export function callDeadline(extraMs = 0): AbortSignal {
  return AbortSignal.timeout(CALL_MS + extraMs);
}

/** Asks for a small answer; for calls that dockerode makes without a signal. */
export async function engineGet(modem: unknown, path: string, signal = callDeadline()): Promise<unknown> {
  return dial(modem, { method: 'GET', path, abortSignal: signal, statusCodes: { 200: true } });
}

/** Posts without a body, and gives the answer as it comes: its breaking off is an error. */
export async function enginePostStream(
  modem: unknown,
  path: string,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const answer = await dial(modem, {
    method: 'POST',
    path,
    abortSignal: signal,
    isStream: true,
    options: {},
    statusCodes: { 200: true },
  });
  return answer as AsyncIterable<Uint8Array>;
}

function dial(modem: unknown, options: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    (modem as Modem).dial(options, (error, answer) => (error ? reject(error) : resolve(answer)));
  });
}
