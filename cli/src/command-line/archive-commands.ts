import { Command } from 'commander';
import type { ResubmitFlags, RetryFlags } from '../commands/again.ts';
import type { ArchiveListFlags, NamingFlags } from '../commands/archive.ts';
import { action, type Host } from './host.ts';
import { againOptions, resubmitFlags, retryFlags } from './operation-commands.ts';
import * as options from './options.ts';

const load = () => import('../commands/archive.ts');

/** `archive`, with argo's sub-commands. */
export function archiveCommand(host: Host): Command {
  const command = new Command('archive').description('manage workflows that have ended and were kept');
  for (const sub of [
    listCommand(host),
    getCommand(host),
    deleteCommand(host),
    ...labelCommands(host),
    resubmitCommand(host),
    retryCommand(host),
  ]) {
    command.addCommand(sub);
  }
  return command;
}

function listCommand(host: Host): Command {
  return new Command('list')
    .description('list workflows in the archive')
    .option(options.SELECTOR, options.SELECTOR_HELP)
    .addOption(options.outputOption(['name', 'json', 'yaml', 'wide']))
    .addOption(options.integerOption('--chunk-size <n>', 'fetch lists in chunks of this size; 0: at once'))
    .action(
      action<[], ArchiveListFlags>(host, async (session, _, flags) =>
        (await load()).archiveList(session, flags),
      ),
    );
}

function getCommand(host: Host): Command {
  return named(new Command('get'))
    .description('get a workflow in the archive')
    .argument('<workflow>', 'name or uid')
    .addOption(options.outputOption(['json', 'yaml', 'wide']))
    .action(
      action<[string], NamingFlags & { output?: 'json' | 'yaml' | 'wide' }>(
        host,
        async (session, [identifier], flags) => (await load()).archiveGet(session, identifier, flags),
      ),
    );
}

function deleteCommand(host: Host): Command {
  return named(new Command('delete'))
    .description('delete workflows in the archive')
    .argument('[workflow...]', 'names or uids')
    .action(
      action<[string[]], NamingFlags>(host, async (session, [identifiers], flags) =>
        (await load()).archiveDelete(session, identifiers, flags),
      ),
    );
}

function labelCommands(host: Host): Command[] {
  return [
    new Command('list-label-keys')
      .description('list the keys of labels of workflows in the archive')
      .action(action<[], object>(host, async (session) => (await load()).archiveLabelKeys(session))),
    new Command('list-label-values')
      .description('list the values that a label has in the archive')
      .requiredOption('-l, --selector <key>', 'key of the label')
      .action(
        action<[], { selector: string }>(host, async (session, _, flags) =>
          (await load()).archiveLabelValues(session, flags),
        ),
      ),
  ];
}

function resubmitCommand(host: Host): Command {
  const command = named(resubmitFlags(againOptions(new Command('resubmit'), 'names or uids')));
  return options
    .withUnsupported(command, '--priority <n>')
    .description('submit workflows of the archive once more')
    .action(
      action<[string[]], ResubmitFlags & NamingFlags>(host, async (session, [identifiers], flags) =>
        (await load()).archiveResubmit(session, identifiers, flags),
      ),
    );
}

function retryCommand(host: Host): Command {
  return named(retryFlags(againOptions(new Command('retry'), 'names or uids')))
    .description('run once more what failed in workflows of the archive')
    .action(
      action<[string[]], RetryFlags & NamingFlags>(host, async (session, [identifiers], flags) =>
        (await load()).archiveRetry(session, identifiers, flags),
      ),
    );
}

function named(command: Command): Command {
  return command
    .option('--name', 'take the argument for a name')
    .option('--uid', 'take the argument for a uid');
}
