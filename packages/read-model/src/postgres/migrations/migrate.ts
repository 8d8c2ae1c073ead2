import { Migrator } from 'kysely/migration';
import { type Database, SCHEMA } from '../schema.ts';
import { readModel } from './0001-read-model.ts';
import { archive } from './0002-archive.ts';

/** By name, in order; a migration that has been released is never changed. */
const MIGRATIONS = { '0001-read-model': readModel, '0002-archive': archive };

/** Brings the tables up to date. Several instances may start at once: an advisory lock lets one of them do it. */
export async function migrate(db: Database): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => MIGRATIONS },
    migrationTableSchema: SCHEMA,
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}
