import { sql } from 'kysely';
import { type Database, PROJECTION } from '../schema.ts';

/**
 * Takes the fence: until the end of the transaction no other projector writes.
 *
 * A commit need not reach the disk before it is answered: position and rows move together, so what a crash of the
 * server takes is projected again.
 */
export async function lockPosition(tx: Database): Promise<number> {
  const { version } = await tx
    .selectFrom('projection')
    .select(['version', sql`set_config('synchronous_commit', 'off', true)`.as('setting')])
    .where('name', '=', PROJECTION)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return version;
}
