import { Command } from 'commander';
import { type CpFlags, DEFAULT_PATH } from '../commands/cp-options.ts';
import type { GetFlags, NodeFlags } from '../commands/get.ts';
import type { ListFlags } from '../commands/list.ts';
import type { LogsFlags } from '../commands/logs.ts';
import type { WaitFlags } from '../commands/wait.ts';
import { action, type Host } from './host.ts';
import * as options from './options.ts';

/** The commands that change nothing. Each loads what it does when it runs. */
export function readCommands(host: Host): Command[] {
  return [getCommand, listCommand, watchCommand, waitCommand, logsCommand, cpCommand].map((command) =>
    command(host),
  );
}

function getCommand(host: Host): Command {
  return new Command('get')
    .description('display details about a workflow')
    .argument('<workflow...>', 'names, or @latest')
    .addOption(options.outputOption(['name', 'json', 'yaml', 'short', 'wide']))
    .option(options.NODE_STATUS, options.NODE_STATUS_HELP)
    .option(options.NODE_SELECTOR, options.NODE_SELECTOR_HELP)
    .action(
      action<[string[]], GetFlags>(host, async (session, [names], flags) =>
        (await import('../commands/get.ts')).get(session, names, flags),
      ),
    );
}

function listCommand(host: Host): Command {
  return new Command('list')
    .description('list workflows')
    .option('-A, --all-namespaces', 'show workflows of all namespaces')
    .option('--prefix <prefix>', 'only those whose name starts so')
    .option('--older <duration>', 'only those that finished longer ago, such as 10m, 3h, 1d')
    .option('--since <duration>', 'only those created since, such as 10m, 3h, 1d')
    .addOption(options.listOption('--status <phases>', 'only those in these phases, comma separated'))
    .option('--completed', 'only completed ones')
    .option('--running', 'only running ones')
    .option('--resubmitted', 'only resubmitted ones')
    .addOption(options.outputOption(['name', 'json', 'yaml', 'wide']))
    .addOption(options.integerOption('--chunk-size <n>', 'ask for so many at a time'))
    .option('--no-headers', 'print no headers')
    .option(options.SELECTOR, options.SELECTOR_HELP)
    .option(options.FIELD_SELECTOR, options.FIELD_SELECTOR_HELP)
    .action(
      action<[], ListFlags>(host, async (session, _, flags) =>
        (await import('../commands/list.ts')).list(session, flags),
      ),
    );
}

function watchCommand(host: Host): Command {
  return new Command('watch')
    .description('watch a workflow until it completes')
    .argument('<workflow>', 'name, or @latest')
    .option(options.NODE_STATUS, options.NODE_STATUS_HELP)
    .option(options.NODE_SELECTOR, options.NODE_SELECTOR_HELP)
    .action(
      action<[string], NodeFlags>(host, async (session, [name], flags) =>
        (await import('../commands/watch.ts')).watch(session, name, flags),
      ),
    );
}

function waitCommand(host: Host): Command {
  return new Command('wait')
    .description('wait for workflows to complete')
    .argument('<workflow...>', 'names, or @latest')
    .option('--ignore-not-found', 'do not mind a workflow that is not there')
    .action(
      action<[string[]], WaitFlags>(host, async (session, [names], flags) =>
        (await import('../commands/wait.ts')).wait(session, names, flags),
      ),
    );
}

function logsCommand(host: Host): Command {
  const command = new Command('logs')
    .description('view logs of a pod or workflow')
    .argument('<workflow>', 'name, or @latest')
    .argument('[pod]', 'only of this pod')
    .option('-c, --container <name>', 'of this container', 'main')
    .option('-f, --follow', 'go on while it runs')
    .option('--since <duration>', 'only what is newer, such as 5s, 2m, 3h')
    .option('--since-time <time>', 'only what is newer than this RFC 3339 time')
    .addOption(options.integerOption('--tail <n>', 'only the last lines'))
    .option('--grep <text>', 'only lines that match')
    .option(options.SELECTOR, 'only of pods that match')
    .option('--timestamps', 'a timestamp before each line')
    .action(
      action<[string, string | undefined], LogsFlags>(host, async (session, [name, pod], flags) =>
        (await import('../commands/logs.ts')).logs(session, name, pod, flags),
      ),
    );
  return options.withUnsupported(command, '-p, --previous');
}

function cpCommand(host: Host): Command {
  return new Command('cp')
    .description('copy artifacts from workflow')
    .argument('<workflow>', 'name, or @latest')
    .argument('<output-directory>', 'where they go')
    .option('--node-id <id>', 'only those of this node')
    .option('--template-name <name>', 'only those of nodes of this template')
    .option('--artifact-name <name>', 'only the output artifacts of this name')
    .option(
      '--path <path>',
      'where each goes below that; variables: {workflowName}, {nodeId}, {templateName}, {artifactName}, {namespace}',
      DEFAULT_PATH,
    )
    .action(
      action<[string, string], CpFlags>(host, async (session, [name, folder], flags) =>
        (await import('../commands/cp.ts')).cp(session, name, folder, flags),
      ),
    );
}
