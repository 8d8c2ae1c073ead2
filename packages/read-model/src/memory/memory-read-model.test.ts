import { archiveSuite } from '../testing/archive-suite.ts';
import { readModelSuite } from '../testing/read-model-suite.ts';
import { MemoryReadModel } from './memory-read-model.ts';

readModelSuite('memory', async () => new MemoryReadModel());
archiveSuite('memory', async () => new MemoryReadModel({ archives: true }));
