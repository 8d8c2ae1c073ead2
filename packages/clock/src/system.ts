import { type Clock, sleepOn } from './clock.ts';

/** The longest that setTimeout waits; it fires at once for more. */
const LONGEST_MS = 2 ** 31 - 1;

/** The host's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimer(delayMs, callback) {
    let left = Math.max(0, Math.ceil(delayMs));
    let handle: NodeJS.Timeout;
    const wait = (): void => {
      const part = Math.min(left, LONGEST_MS);
      left -= part;
      handle = setTimeout(left > 0 ? wait : callback, part);
    };
    wait();
    return { cancel: () => clearTimeout(handle) };
  },
  sleep: (delayMs, signal) => sleepOn(systemClock, delayMs, signal),
};
