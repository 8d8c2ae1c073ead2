import { sql } from 'kysely';
import type { Database } from '../schema.ts';

/** @param deletedBefore milliseconds since 1970. */
export async function deleteRemains(tx: Database, deletedBefore: number): Promise<void> {
  const gone = await tx
    .deleteFrom('workflow')
    .where('deleted_at', '<>', 0)
    .where('deleted_at', '<', deletedBefore)
    .returning('uid')
    .execute();
  // Nothing of these is projected any more that could bring them back.
  const uids = gone.map(({ uid }) => uid);
  await tx.deleteFrom('archive_deletion').where('uid', '=', sql<string>`ANY(${uids}::text[])`).execute();
}
