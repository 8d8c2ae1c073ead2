export { busyboxFiles, libraries } from './busybox-files.ts';
export {
  BUSYBOX_IMAGE,
  dockerAvailable,
  dockerMissing,
  dockerVersion,
  ensureBusyboxImage,
  followProgress,
  testDocker,
} from './docker-engine.ts';
export { type LeakCheck, watchLeaks } from './leaks.ts';
export { s3Missing, serveS3, type TestS3 } from './s3-server.ts';
export { sharedPath } from './shared-folder.ts';
export { TEST_CERTIFICATE } from './test-certificate.ts';
export { testDirectory } from './test-directory.ts';
export { ownNats, testNats } from './test-nats.ts';
export { ownPostgres, type Prepare, testPostgres } from './test-postgres.ts';
export { startS3 } from './test-s3.ts';
export type { TestServer } from './test-server.ts';
export {
  buildWhalesayImage,
  ensureWhalesayImage,
  WHALESAY_IMAGE,
  type WhalesayResult,
} from './whalesay-image.ts';
