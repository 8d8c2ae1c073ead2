export interface BatchLimits<T> {
  items: number;
  weight: number;
  weigh: (item: T) => number;
}

/**
 * What a source gives, in batches of what has come since the last one was taken: single items while the consumer
 * keeps up, larger batches the further it falls behind, and no waiting for more. The source is read ahead by about
 * one batch.
 *
 * @param open gets a signal that ends the source when the consumer stops.
 * @throws what the source throws, after what came before.
 */
export async function* inBatches<T>(
  open: (signal: AbortSignal) => AsyncIterable<T>,
  limits: BatchLimits<T>,
  signal: AbortSignal,
): AsyncIterable<T[]> {
  const stop = new AbortController();
  const buffer = new ReadAhead<T>(limits);
  const pump = buffer.fill(open(AbortSignal.any([signal, stop.signal])));
  try {
    for (;;) {
      const batch = await buffer.take();
      if (batch === undefined) break;
      yield batch;
    }
    // Rejects with what the source threw.
    await pump;
  } finally {
    stop.abort();
    buffer.close();
    await pump.catch(() => undefined);
  }
}

class ReadAhead<T> {
  readonly #limits: BatchLimits<T>;
  #items: T[] = [];
  #weight = 0;
  #ended = false;
  #closed = false;
  #wakeConsumer: () => void = () => undefined;
  #wakePump: () => void = () => undefined;

  constructor(limits: BatchLimits<T>) {
    this.#limits = limits;
  }

  async fill(source: AsyncIterable<T>): Promise<void> {
    try {
      for await (const item of source) {
        if (this.#closed) return;
        this.#items.push(item);
        this.#weight += this.#limits.weigh(item);
        this.#wakeConsumer();
        while (this.#full() && !this.#closed) {
          await new Promise<void>((resolve) => {
            this.#wakePump = resolve;
          });
        }
      }
    } finally {
      this.#ended = true;
      this.#wakeConsumer();
    }
  }

  /** Undefined: the source has ended, and everything has been taken. */
  async take(): Promise<T[] | undefined> {
    while (this.#items.length === 0) {
      if (this.#ended) return undefined;
      await new Promise<void>((resolve) => {
        this.#wakeConsumer = resolve;
      });
    }
    const items = this.#items;
    this.#items = [];
    this.#weight = 0;
    this.#wakePump();
    return items;
  }

  close(): void {
    this.#closed = true;
    this.#wakePump();
  }

  #full(): boolean {
    return this.#items.length >= this.#limits.items || this.#weight >= this.#limits.weight;
  }
}
