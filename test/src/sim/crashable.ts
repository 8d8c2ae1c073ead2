/**
 * One incarnation of a process in the simulation. When it crashes nothing more comes of it: calls that are under
 * way never return to it and calls that it makes afterwards never begin, as after SIGKILL.
 */
export class Incarnation {
  #crashed = false;
  readonly #onCrash: (() => void)[] = [];

  get crashed(): boolean {
    return this.#crashed;
  }

  /** Called once, at the instant of the crash. */
  whenCrashed(callback: () => void): void {
    this.#onCrash.push(callback);
  }

  crash(): void {
    if (this.#crashed) return;
    this.#crashed = true;
    for (const callback of this.#onCrash) callback();
  }
}

/** Asked before and after each call that leaves the process; may crash the incarnation. */
export type CrashPoint = (place: string) => void;

/** What a crashable port is made for. */
export interface Crashes {
  incarnation: Incarnation;
  point: CrashPoint;
}

/**
 * The same port for one incarnation of a process: every call is a place where it may crash, before the call took
 * place, or after it did and before the answer came. What a port hands over (deliveries, containers) is a port too.
 */
export function crashable<T extends object>(port: T, name: string, crashes: Crashes): T {
  return new Proxy(port, {
    get(target, property) {
      const value = Reflect.get(target, property, target);
      if (typeof value !== 'function' || typeof property === 'symbol') return value;
      return (...args: unknown[]) => call(target, value, args, `${name}.${property}`, crashes);
    },
  });
}

type Callable = (...args: unknown[]) => unknown;

function call(target: object, method: unknown, args: unknown[], place: string, crashes: Crashes): unknown {
  crashes.point(`before ${place}`);
  if (crashes.incarnation.crashed) return neverAnswered();
  const result: unknown = Reflect.apply(
    method as Callable,
    target,
    args.map((argument) => wrapCallback(argument, place, crashes)),
  );
  if (result instanceof Promise) return guarded(result, place, crashes);
  if (isAsyncIterable(result)) return guardedIterable(result, place, crashes);
  return result;
}

/** A handler given to a port runs inside the process: what it is handed is a port again. */
function wrapCallback(argument: unknown, place: string, crashes: Crashes): unknown {
  if (typeof argument !== 'function') return argument;
  return (...args: unknown[]) =>
    crashes.incarnation.crashed
      ? silence()
      : (argument as Callable)(...args.map((handed) => handedOver(handed, place, crashes)));
}

async function guarded(promise: Promise<unknown>, place: string, crashes: Crashes): Promise<unknown> {
  try {
    const value = await promise;
    crashes.point(`after ${place}`);
    if (crashes.incarnation.crashed) return await silence();
    return handedOver(value, place, crashes);
  } catch (error) {
    if (crashes.incarnation.crashed) return await silence();
    throw error;
  }
}

async function* guardedIterable(
  iterable: AsyncIterable<unknown>,
  place: string,
  crashes: Crashes,
): AsyncIterable<unknown> {
  for await (const value of iterable) {
    if (crashes.incarnation.crashed) await silence();
    yield handedOver(value, place, crashes);
    if (crashes.incarnation.crashed) await silence();
  }
  if (crashes.incarnation.crashed) await silence();
}

/** Only what has methods can be called. */
function handedOver(value: unknown, place: string, crashes: Crashes): unknown {
  if (Array.isArray(value)) return value.map((item) => handedOver(item, place, crashes));
  if (typeof value !== 'object' || value === null || !hasMethods(value)) return value;
  return crashable(value, place, crashes);
}

function hasMethods(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return !isPlainData(value);
  return Object.values(value).some((member) => typeof member === 'function');
}

function isPlainData(value: object): boolean {
  return value instanceof Uint8Array || value instanceof Map || value instanceof Set || value instanceof Date;
}

/** What a call returns that never began: a promise, which also serves where an iterable is expected. */
function neverAnswered(): unknown {
  return Object.assign(silence(), { [Symbol.asyncIterator]: () => ({ next: () => silence() }) });
}

function silence(): Promise<never> {
  return new Promise<never>(() => undefined);
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
