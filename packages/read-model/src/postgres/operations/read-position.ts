import { type Database, PROJECTION } from '../schema.ts';

export async function readPosition(db: Database): Promise<number> {
  const { version } = await db
    .selectFrom('projection')
    .select('version')
    .where('name', '=', PROJECTION)
    .executeTakeFirstOrThrow();
  return version;
}
