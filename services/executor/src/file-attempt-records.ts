import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AttemptRef } from '@tiphys/event-log';
import { attemptKey } from '@tiphys/runtime';
import type { AttemptRecord, AttemptRecords } from './attempt-records.ts';

const BEGUN = '.begun';
const STARTED = '.started';

/**
 * A small file for each attempt. Renaming is one step, so there is never half a record; the disk itself is not waited
 * for: where the host dies the engine's own files say what there was.
 */
export class FileAttemptRecords implements AttemptRecords {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async begun(ref: AttemptRef, traceparent: string): Promise<void> {
    if ((await this.find(ref)) === undefined) await this.#write(ref, traceparent, BEGUN);
  }

  async started(ref: AttemptRef, traceparent: string): Promise<void> {
    const record = await this.find(ref);
    if (record?.isStarted) return;
    if (record === undefined) await this.#write(ref, traceparent, STARTED);
    else await rename(this.#path(ref) + BEGUN, this.#path(ref) + STARTED);
  }

  async ended(ref: AttemptRef): Promise<void> {
    for (const ending of [BEGUN, STARTED]) await rm(this.#path(ref) + ending, { force: true });
  }

  async find(ref: AttemptRef): Promise<AttemptRecord | undefined> {
    return (await this.#read(this.#path(ref) + STARTED)) ?? (await this.#read(this.#path(ref) + BEGUN));
  }

  async list(): Promise<AttemptRecord[]> {
    const names = (await readdir(this.#folder).catch(unlessMissing)) ?? [];
    const whole = names.filter((name) => name.endsWith(BEGUN) || name.endsWith(STARTED));
    const records = await Promise.all(whole.map((name) => this.#read(join(this.#folder, name))));
    return records.filter((record) => record !== undefined);
  }

  async #write(ref: AttemptRef, traceparent: string, ending: string): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const path = this.#path(ref);
    await writeFile(`${path}.part`, JSON.stringify({ ref, traceparent }));
    await rename(`${path}.part`, path + ending);
  }

  async #read(path: string): Promise<AttemptRecord | undefined> {
    const text = await readFile(path, 'utf8').catch(unlessMissing);
    if (text === undefined) return undefined;
    return { ...(JSON.parse(text) as Omit<AttemptRecord, 'isStarted'>), isStarted: path.endsWith(STARTED) };
  }

  /** An attempt's key may be longer than a file's name. */
  #path(ref: AttemptRef): string {
    return join(this.#folder, createHash('sha256').update(attemptKey(ref)).digest('hex'));
  }
}

function unlessMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  return undefined;
}
