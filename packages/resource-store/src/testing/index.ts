export {
  type MakeResourceStore,
  type ResourceStoreUnderTest,
  resourceStoreSuite,
} from './resource-store-suite.ts';
