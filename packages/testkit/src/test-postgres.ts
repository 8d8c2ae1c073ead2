import { join } from 'node:path';
import { after } from 'node:test';
import { type LocalServer, type PostgresOptions, startPostgres } from '@tiphys/local-servers';
import pg from 'pg';
import { freshDirectory, testDirectory } from './test-directory.ts';
import { type TestServer, testServer } from './test-server.ts';

let shared: Promise<LocalServer> | undefined;
let databases = 0;
/** Template databases by what fills them. */
const templates = new Map<Prepare, Promise<string>>();

/** Fills an empty database, with migrations for instance, and closes its connections. */
export type Prepare = (url: string) => Promise<void>;

/**
 * A fresh database on a real PostgreSQL: one server for all tests of this process, which ends with it.
 *
 * @param prepare runs once for each process; every later database is a clone of what it made (about 20 ms).
 */
export async function testPostgres(prepare?: Prepare): Promise<{ url: string; version: string }> {
  shared ??= start();
  const server = await shared;
  const template = prepare === undefined ? 'template0' : await templateOf(server, prepare);
  return { url: await createDatabase(server, template), version: server.version };
}

function start(): Promise<LocalServer> {
  const directory = freshDirectory();
  return startPostgres({
    dataDir: directory,
    durable: false,
    unref: true,
    removeOnExit: directory,
    graceMs: 2000,
  });
}

/** A PostgreSQL of the test's own, stopped after the test, suite or file that asked for it. */
export async function ownPostgres(
  options: Omit<PostgresOptions, 'dataDir' | 'port'> = {},
): Promise<TestServer> {
  const dataDir = join(testDirectory(), 'postgres');
  const server = await testServer((port) =>
    startPostgres({
      durable: false,
      ...options,
      unref: true,
      dataDir,
      ...(port === undefined ? {} : { port }),
    }),
  );
  after(() => server.stop());
  return server;
}

function templateOf(server: LocalServer, prepare: Prepare): Promise<string> {
  let template = templates.get(prepare);
  if (template === undefined) {
    template = makeTemplate(server, prepare);
    templates.set(prepare, template);
  }
  return template;
}

async function makeTemplate(server: LocalServer, prepare: Prepare): Promise<string> {
  const url = await createDatabase(server, 'template0');
  await prepare(url);
  return new URL(url).pathname.slice(1);
}

/** @returns the url of the new database. */
async function createDatabase(server: LocalServer, template: string): Promise<string> {
  databases += 1;
  const name = `test_${databases}`;
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`);
  } finally {
    await client.end();
  }
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  return url.href;
}
