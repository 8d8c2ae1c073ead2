import { after } from 'node:test';
import { serveS3, type TestS3 } from './s3-server.ts';
import { testDirectory } from './test-directory.ts';

/** `serveS3` of the test's own: it ends after the test, suite or file that asked for it. */
export async function startS3(prepare?: (folder: string) => void): Promise<TestS3> {
  const server = await serveS3(testDirectory(), prepare);
  after(() => server.stop());
  return server;
}
