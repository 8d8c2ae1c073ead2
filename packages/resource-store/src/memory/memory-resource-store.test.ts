import { resourceStoreSuite } from '../testing/resource-store-suite.ts';
import { MemoryResourceStore } from './memory-resource-store.ts';

resourceStoreSuite('memory', async () => {
  const store = new MemoryResourceStore({ maxBytes: 1024 * 1024 });
  return { store, other: store, close: async () => undefined };
});
