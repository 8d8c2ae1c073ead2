import { join } from 'node:path';
import { after } from 'node:test';
import { type LocalServer, type NatsOptions, startNats } from '@tiphys/local-servers';
import { freshDirectory, testDirectory } from './test-directory.ts';
import { type TestServer, testServer } from './test-server.ts';

let shared: Promise<LocalServer> | undefined;

/**
 * The url of a real nats-server with JetStream: one for all tests of this process, which ends with it. Tests that
 * share it name their streams apart, or take {@link ownNats}.
 */
export async function testNats(): Promise<{ url: string; version: string }> {
  shared ??= start();
  const { url, version } = await shared;
  return { url, version };
}

function start(): Promise<LocalServer> {
  const directory = freshDirectory();
  return startNats({ storeDir: directory, unref: true, removeOnExit: directory });
}

/** A nats-server of the test's own, stopped after the test, suite or file that asked for it. */
export async function ownNats(options: Omit<NatsOptions, 'storeDir' | 'port'> = {}): Promise<TestServer> {
  const storeDir = join(testDirectory(), 'nats');
  const server = await testServer((port) =>
    startNats({ ...options, unref: true, storeDir, ...(port === undefined ? {} : { port }) }),
  );
  after(() => server.stop());
  return server;
}
