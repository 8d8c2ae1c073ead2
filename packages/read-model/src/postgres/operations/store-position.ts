import { type Database, PROJECTION } from '../schema.ts';

export async function storePosition(tx: Database, version: number): Promise<void> {
  await tx.updateTable('projection').set({ version }).where('name', '=', PROJECTION).execute();
}
