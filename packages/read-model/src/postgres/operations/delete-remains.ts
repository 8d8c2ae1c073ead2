import type { Database } from '../schema.ts';

/** @param deletedBefore milliseconds since 1970. */
export async function deleteRemains(tx: Database, deletedBefore: number): Promise<void> {
  await tx
    .deleteFrom('workflow')
    .where('deleted_at', '<>', 0)
    .where('deleted_at', '<', deletedBefore)
    .execute();
}
