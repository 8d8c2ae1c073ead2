import type { Workflow } from '@tiphys/spec';
import { CommandError, EXIT, type ExitCode, usageError } from '../errors.ts';
import { timestamp } from '../render/age.ts';
import { archivedHeader } from '../render/header.ts';
import { renderWorkflowList } from '../render/workflow-list.ts';
import { renderYaml } from '../render/yaml.ts';
import type { Session } from '../session.ts';
import { newestFirst } from '../workflow-listing.ts';
import type { ArchiveServer } from '../workflow-server.ts';
import {
  type AgainFlags,
  follow,
  type ResubmitFlags,
  type RetryFlags,
  resubmitOptions,
  retryOptions,
} from './again.ts';

/** How an argument names a workflow; without either, what looks like a uid is one. */
export interface NamingFlags {
  name?: boolean;
  uid?: boolean;
}

export interface ArchiveListFlags {
  selector?: string;
  output?: 'name' | 'json' | 'yaml' | 'wide';
  chunkSize?: number;
}

type Output = 'name' | 'json' | 'yaml' | 'wide' | undefined;

/** `archive list` */
export async function archiveList(session: Session, flags: ArchiveListFlags): Promise<ExitCode> {
  const { archive } = await session.connect();
  const workflows = await listArchived(archive, session.namespace, {
    labelSelector: flags.selector ?? '',
    limit: flags.chunkSize ?? 0,
  });
  if (flags.output === 'json') session.out.write(`${JSON.stringify(workflows, null, 2)}\n`);
  else if (flags.output === 'yaml') session.out.write(renderYaml(workflows));
  else if (workflows.length === 0) session.out.write('No workflows found\n');
  else if (flags.output === 'name') {
    for (const { metadata } of workflows) session.out.write(`${metadata.name ?? ''}\n`);
  } else {
    const columns = { wide: true, namespace: true, uid: true, headers: true };
    session.out.write(renderWorkflowList(workflows, { ...columns, now: session.now() }));
  }
  return EXIT.succeeded;
}

/** `archive get WORKFLOW` */
export async function archiveGet(
  session: Session,
  identifier: string,
  flags: NamingFlags & { output?: Output },
): Promise<ExitCode> {
  const { archive } = await session.connect();
  const uid = await uidOf(session, archive, identifier, flags);
  printArchived(session, await archive.get(uid), flags.output);
  return EXIT.succeeded;
}

/** `archive delete WORKFLOW...` */
export async function archiveDelete(
  session: Session,
  identifiers: readonly string[],
  flags: NamingFlags,
): Promise<ExitCode> {
  const { archive } = await session.connect();
  for (const identifier of identifiers) {
    await archive.delete(await uidOf(session, archive, identifier, flags));
    session.out.write(`Archived workflow '${identifier}' deleted\n`);
  }
  return EXIT.succeeded;
}

/** `archive list-label-keys` */
export async function archiveLabelKeys(session: Session): Promise<ExitCode> {
  for (const key of await (await session.connect()).archive.labelKeys()) session.out.write(`${key}\n`);
  return EXIT.succeeded;
}

/** `archive list-label-values -l KEY` */
export async function archiveLabelValues(session: Session, flags: { selector: string }): Promise<ExitCode> {
  const values = await (await session.connect()).archive.labelValues(flags.selector);
  for (const value of values) session.out.write(`${value}\n`);
  return EXIT.succeeded;
}

/** `archive resubmit [WORKFLOW...]` */
export async function archiveResubmit(
  session: Session,
  identifiers: readonly string[],
  flags: ResubmitFlags & NamingFlags,
): Promise<ExitCode> {
  const options = resubmitOptions(flags);
  return archiveAgain(session, identifiers, flags, (archive, at) =>
    archive.resubmit(at.namespace, at.uid, options),
  );
}

/** `archive retry [WORKFLOW...]` */
export async function archiveRetry(
  session: Session,
  identifiers: readonly string[],
  flags: RetryFlags & NamingFlags,
): Promise<ExitCode> {
  const options = retryOptions(flags);
  if (identifiers.length === 0 && !selects(flags)) throw usageError('requires either selector or workflow');
  return archiveAgain(session, identifiers, flags, (archive, at) =>
    archive.retry(at.namespace, at.uid, options),
  );
}

async function archiveAgain(
  session: Session,
  identifiers: readonly string[],
  flags: AgainFlags & NamingFlags,
  act: (archive: ArchiveServer, at: { namespace: string; uid: string }) => Promise<Workflow>,
): Promise<ExitCode> {
  const { archive } = await session.connect();
  const targets = new Map<string, string>();
  if (selects(flags)) {
    const { selector = '', fieldSelector = '' } = flags;
    const query = { labelSelector: selector, fieldSelector, limit: 0 };
    for (const { metadata } of await listArchived(archive, session.namespace, query)) {
      targets.set(metadata.uid ?? '', metadata.namespace ?? session.namespace);
    }
  }
  for (const identifier of identifiers) {
    const uid = await uidOf(session, archive, identifier, flags);
    targets.set(uid, targets.get(uid) ?? session.namespace);
  }
  let last: Workflow | undefined;
  for (const [uid, namespace] of targets) {
    last = await act(archive, { namespace, uid });
    printArchived(session, last, flags.output);
  }
  return targets.size === 1 && last !== undefined ? follow(session, last, flags) : EXIT.succeeded;
}

function selects({ selector, fieldSelector }: AgainFlags): boolean {
  return Boolean(selector || fieldSelector);
}

/** All pages, in the order of `list`. */
async function listArchived(
  archive: ArchiveServer,
  namespace: string,
  query: { labelSelector: string; fieldSelector?: string; limit: number },
): Promise<Workflow[]> {
  const workflows: Workflow[] = [];
  let from = '';
  do {
    const page = await archive.list(namespace, { ...query, continue: from });
    workflows.push(...page.items);
    from = page.continue;
  } while (from !== '');
  return workflows.sort(newestFirst);
}

const UID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Argo's resolveUID.
 *
 * @throws CommandError usage, or failed where no workflow, or more than one, has the name.
 */
async function uidOf(
  session: Session,
  archive: ArchiveServer,
  identifier: string,
  { name, uid }: NamingFlags,
): Promise<string> {
  if (name && uid) throw usageError('--name cannot be combined with --uid');
  if (uid || (!name && UID.test(identifier))) return identifier;
  const matches = await listArchived(archive, session.namespace, {
    labelSelector: '',
    fieldSelector: `metadata.name=${identifier}`,
    limit: 0,
  });
  const [match] = matches;
  if (match === undefined) {
    throw new CommandError('failed', `resolve UID: archived workflow '${identifier}' not found`);
  }
  if (matches.length === 1) return match.metadata.uid ?? '';
  const lines = matches.map(({ metadata, status }) => {
    const created = timestamp(metadata.creationTimestamp ?? '', session.now());
    const finished = timestamp(status?.finishedAt ?? '', session.now());
    return `  ${metadata.uid} (Created: ${created}, Finished: ${finished})`;
  });
  throw new CommandError(
    'failed',
    [
      `resolve UID: Multiple archived workflows found with name '${identifier}':`,
      ...lines,
      'Please specify the UID.',
    ].join('\n'),
  );
}

function printArchived(session: Session, workflow: Workflow, output: Output): void {
  if (output === 'name') session.out.write(`${workflow.metadata.name ?? ''}\n`);
  else if (output === 'json') session.out.write(`${JSON.stringify(workflow)}\n`);
  else if (output === 'yaml') session.out.write(renderYaml(workflow));
  else
    session.out.write(
      archivedHeader(workflow, session.now())
        .map((line) => `${line}\n`)
        .join(''),
    );
}
