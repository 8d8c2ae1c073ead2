import { objectStoreSuite } from '../testing/index.ts';
import { MemoryObjectStore } from './memory-object-store.ts';

objectStoreSuite('memory', async () => new MemoryObjectStore(), { largeBytes: 2 * 1024 * 1024 });
