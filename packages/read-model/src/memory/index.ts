export { MemoryReadModel } from './memory-read-model.ts';
