/** A few at a time; each result as it comes. */
export async function* sideBySide<T, R>(
  items: Iterable<T>,
  slots: number,
  run: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const rest = items[Symbol.iterator]();
  const running = new Map<number, Promise<{ key: number; value: R }>>();
  let started = 0;
  const start = (): void => {
    const { value: item, done } = rest.next();
    if (done) return;
    const key = started++;
    running.set(
      key,
      run(item).then((value) => ({ key, value })),
    );
  };
  for (let slot = 0; slot < slots; slot++) start();
  while (running.size > 0) {
    const { key, value } = await Promise.race(running.values());
    running.delete(key);
    start();
    yield value;
  }
}
