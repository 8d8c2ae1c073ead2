/** Waits for whatever comes first: the promise, or one of the signals; undefined then. */
export function untilAborted<T>(
  promise: Promise<T>,
  signals: readonly AbortSignal[],
): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      release();
      resolve(undefined);
    };
    const release = (): void => {
      for (const signal of signals) signal.removeEventListener('abort', onAbort);
    };
    promise.then(
      (value) => {
        release();
        resolve(value);
      },
      (error) => {
        release();
        reject(error);
      },
    );
    for (const signal of signals) {
      if (signal.aborted) onAbort();
      else signal.addEventListener('abort', onAbort, { once: true });
    }
  });
}
