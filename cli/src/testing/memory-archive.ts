import { ClientError } from '@tiphys/client';
import type { Workflow } from '@tiphys/spec';
import type { ArchiveServer } from '../workflow-server.ts';

/** An archive in memory, two workflows a page. */
export class MemoryArchive implements ArchiveServer {
  readonly workflows: Workflow[] = [];
  readonly lists: object[] = [];
  readonly #calls: string[];

  constructor(calls: string[]) {
    this.#calls = calls;
  }

  list: ArchiveServer['list'] = async (namespace, options = {}) => {
    this.lists.push({ namespace, ...options });
    const name = options.fieldSelector?.replace('metadata.name=', '') ?? '';
    const found = this.workflows.filter(({ metadata }) => name === '' || metadata.name === name);
    const start = Number(options.continue || 0);
    const next = start + 2 < found.length ? String(start + 2) : '';
    return { items: found.slice(start, start + 2), continue: next, remaining: 0, resourceVersion: '' };
  };

  get: ArchiveServer['get'] = async (uid) => {
    const found = this.workflows.find(({ metadata }) => metadata.uid === uid);
    if (found === undefined) throw new ClientError('not_found', 'not found');
    return found;
  };

  delete: ArchiveServer['delete'] = async (uid) => {
    await this.get(uid);
    this.#calls.push(`archive delete ${uid}`);
  };

  labelKeys: ArchiveServer['labelKeys'] = async () => ['app', 'tier'];

  labelValues: ArchiveServer['labelValues'] = async (selector) => [`${selector}-value`];

  resubmit: ArchiveServer['resubmit'] = async (namespace, uid, options = {}) => {
    this.#calls.push(`archive resubmit ${namespace} ${uid} ${JSON.stringify(options)}`);
    return this.get(uid);
  };

  retry: ArchiveServer['retry'] = async (namespace, uid, options = {}) => {
    this.#calls.push(`archive retry ${namespace} ${uid} ${JSON.stringify(options)}`);
    return this.get(uid);
  };
}
