import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AttemptIdentity, StartOrder } from '../runtime.ts';
import { remainsOf, type TaskRemains } from '../task-remains.ts';

/** What an attempt's folder says of it: all that an agent needs that did not start it. */
export interface FolderRecord {
  attempt: AttemptIdentity;
  agentId: string;
  remains: TaskRemains;
  traceparent: string;
}

/**
 * The folder of one attempt. Its files are the truth about the attempt, for this agent and for the next:
 *
 *   attempt.json   what it is; the folder counts from when this is there
 *   pid            the wrapper's process, whose group is the attempt's; created once, so there is one start
 *   exit           the exit code; the attempt has ended
 *   stdout, stderr what it wrote
 *   order          in which order the two were seen to grow
 *   script         the program of a script template
 *   work/          where it runs; work/tmp is its TMPDIR
 */
export class AttemptFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  get work(): string {
    return join(this.path, 'work');
  }

  get temporary(): string {
    return join(this.work, 'tmp');
  }

  get pidFile(): string {
    return join(this.path, 'pid');
  }

  /** As old as the attempt: what is older than this is not its output. */
  get recordFile(): string {
    return join(this.path, 'attempt.json');
  }

  outputFile(stream: 1 | 2): string {
    return join(this.path, stream === 1 ? 'stdout' : 'stderr');
  }

  get scriptFile(): string {
    return join(this.path, 'script');
  }

  get failuresFile(): string {
    return join(this.path, 'failures.json');
  }

  get orderFile(): string {
    return join(this.path, 'order');
  }

  /** Makes the folder; does no harm to one that is there. */
  async prepare({ attempt, agentId, task, traceparent }: StartOrder): Promise<void> {
    await mkdir(this.temporary, { recursive: true });
    if (task.script !== undefined) await writeFile(this.scriptFile, task.script.source, { mode: 0o755 });
    if (task.failures !== undefined) await writeFile(this.failuresFile, task.failures);
    const record: FolderRecord = { attempt, agentId, remains: remainsOf(task), traceparent };
    const part = join(this.path, `attempt.json.${randomUUID()}`);
    await writeFile(part, JSON.stringify(record));
    await rename(part, this.recordFile);
  }

  /** @returns undefined where there is no such folder, or its maker died before it was complete. */
  async record(): Promise<FolderRecord | undefined> {
    const text = await readIfThere(this.recordFile);
    return text === undefined ? undefined : (JSON.parse(text) as FolderRecord);
  }

  /** The wrapper's process id; undefined: never started. */
  async pid(): Promise<number | undefined> {
    const text = await readIfThere(this.pidFile);
    return text === undefined ? undefined : Number(text);
  }

  async exitCode(): Promise<number | undefined> {
    const text = await readIfThere(join(this.path, 'exit'));
    return text === undefined || text === '' ? undefined : Number(text);
  }

  /** For an attempt whose wrapper was killed before it could write; keeps what is there. */
  async writeExit(exitCode: number): Promise<void> {
    await writeFile(join(this.path, 'exit'), `${exitCode}\n`, { flag: 'wx' }).catch((error: unknown) => {
      if (!isCode(error, 'EEXIST')) throw error;
    });
  }
}

export function isCode(error: unknown, code: string): boolean {
  return (error as { code?: unknown } | null)?.code === code;
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
