export { MemoryResourceStore } from './memory-resource-store.ts';
