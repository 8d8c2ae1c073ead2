export { objectStoreSuite } from './object-store-suite.ts';
