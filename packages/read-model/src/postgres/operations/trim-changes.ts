import type { Database } from '../schema.ts';

export async function trimChanges(tx: Database, before: number): Promise<void> {
  await tx.deleteFrom('workflow_change').where('version', '<', before).execute();
}
