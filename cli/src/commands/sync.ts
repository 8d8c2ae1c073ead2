import type { SyncLimit, SyncLimitKey } from '@tiphys/client';
import { EXIT, type ExitCode, usageError } from '../errors.ts';
import type { Session } from '../session.ts';

export interface SyncFlags {
  type: string;
  cmName?: string;
}

export type SyncWriteFlags = SyncFlags & { limit: number };

/** `sync create KEY` */
export async function syncCreate(session: Session, key: string, flags: SyncWriteFlags): Promise<ExitCode> {
  const at = keyOf(session, key, flags);
  const limit = await (await session.connect()).sync.create({ ...at, limit: flags.limit });
  session.out.write('Sync limit created\n');
  return print(session, limit);
}

/** `sync update KEY` */
export async function syncUpdate(session: Session, key: string, flags: SyncWriteFlags): Promise<ExitCode> {
  const at = keyOf(session, key, flags);
  const limit = await (await session.connect()).sync.update({ ...at, limit: flags.limit });
  session.out.write('Sync limit updated\n');
  return print(session, limit);
}

/** `sync get KEY` */
export async function syncGet(session: Session, key: string, flags: SyncFlags): Promise<ExitCode> {
  const at = keyOf(session, key, flags);
  return print(session, await (await session.connect()).sync.get(at));
}

/** `sync delete KEY` */
export async function syncDelete(session: Session, key: string, flags: SyncFlags): Promise<ExitCode> {
  const at = keyOf(session, key, flags);
  await (await session.connect()).sync.delete(at);
  session.out.write('Sync limit deleted\n');
  return EXIT.succeeded;
}

/** Argo's validateFlags. */
function keyOf({ namespace }: Session, key: string, { type, cmName = '' }: SyncFlags): SyncLimitKey {
  const word = type.toLowerCase();
  if (word !== 'database' && word !== 'configmap') {
    throw usageError("--type must be either 'database' or 'configmap'");
  }
  if (word === 'configmap' && cmName === '') {
    throw usageError('--cm-name is required when type is configmap');
  }
  return { type: word, namespace, cmName, key };
}

function print(session: Session, { key, type, cmName, namespace, limit }: SyncLimit): ExitCode {
  const lines = [
    `Key: ${key}`,
    `Type: ${type}`,
    ...(type === 'configmap' ? [`ConfigMap Name: ${cmName}`] : []),
    `Namespace: ${namespace}`,
    `Limit: ${limit}`,
  ];
  session.out.write(lines.map((line) => `${line}\n`).join(''));
  return EXIT.succeeded;
}
