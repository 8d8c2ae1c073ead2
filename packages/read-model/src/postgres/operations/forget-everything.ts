import { sql } from 'kysely';
import { type Database, SCHEMA } from '../schema.ts';
import { lockPosition } from './lock-position.ts';
import { storePosition } from './store-position.ts';

export async function forgetEverything(tx: Database): Promise<void> {
  await lockPosition(tx);
  const schema = sql.id(SCHEMA);
  await sql`TRUNCATE ${schema}.workflow, ${schema}.workflow_node, ${schema}.workflow_change`.execute(tx);
  await storePosition(tx, 0);
}
