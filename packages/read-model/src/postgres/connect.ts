import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { PostgresReadModel } from './postgres-read-model.ts';
import { type ReadModelDatabase, SCHEMA } from './schema.ts';

export interface PostgresReadModelOptions {
  /** postgres://user:password@host:port/database */
  url: string;
  /** Whether workflows are kept in the archive when they end; default false. */
  archives?: boolean;
  /** Connections at most; default 10. */
  maxConnections?: number;
  /** Shown in pg_stat_activity; default `tiphys-status`. */
  applicationName?: string;
  /** How long a connection may take, in milliseconds; default 5,000. */
  connectTimeoutMs?: number;
  /** How long a statement may take, in milliseconds; default 60,000. */
  statementTimeoutMs?: number;
  /** A connection broke, perhaps while nobody used it; the pool makes another when it needs one. */
  onConnectionLost?: (error: Error) => void;
}

/** Connects when it is first asked; a broken connection is replaced at the next call. */
export function connectPostgresReadModel(options: PostgresReadModelOptions): PostgresReadModel {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.maxConnections ?? 10,
    application_name: options.applicationName ?? 'tiphys-status',
    connectionTimeoutMillis: options.connectTimeoutMs ?? 5_000,
    statement_timeout: options.statementTimeoutMs ?? 60_000,
    keepAlive: true,
    types: { getTypeParser },
  });
  // Without listeners the loss of a connection would end the process: the pool hears it of those that are idle,
  // and nobody of those that are lent and between two statements.
  const onError = (error: Error): void => options.onConnectionLost?.(error);
  pool.on('error', onError);
  pool.on('connect', (client) => client.on('error', onError));
  const db = new Kysely<ReadModelDatabase>({ dialect: new PostgresDialect({ pool }) });
  return new PostgresReadModel(db.withSchema(SCHEMA), { archives: options.archives ?? false });
}

/** Versions and times are bigint, and far below 2^53. */
function getTypeParser(oid: number, format?: 'text' | 'binary'): unknown {
  if (oid === pg.types.builtins.INT8) return Number;
  return pg.types.getTypeParser(oid, format as 'text');
}
