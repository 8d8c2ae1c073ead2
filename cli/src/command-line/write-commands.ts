import { Command } from 'commander';
import type { DeleteFlags } from '../commands/delete.ts';
import type { ShutdownFlags, StopFlags } from '../commands/shutdown.ts';
import type { SubmitFlags } from '../commands/submit.ts';
import { action, type Host } from './host.ts';
import * as options from './options.ts';

/** The commands that change something on the server. Each loads what it does when it runs. */
export function writeCommands(host: Host): Command[] {
  return [submitCommand(host), stopCommand(host), terminateCommand(host), deleteCommand(host)];
}

function submitCommand(host: Host): Command {
  const command = options
    .withOverrides(new Command('submit'))
    .description('submit a workflow')
    .argument('[file...]', 'manifests, directories of them, or - for standard input')
    .option('--from <kind/name>', 'submit what is kept, such as workflowtemplate/NAME or cronworkflow/NAME')
    .option('-w, --wait', 'wait for the workflow to complete')
    .option('--watch', 'watch the workflow until it completes')
    .option('--log', 'log the workflow until it completes')
    .option('--dry-run', 'change the workflow as the flags say, and send nothing')
    .option('--server-dry-run', 'let the server check and complete the workflow, and create nothing')
    .option('--strict', 'refuse what is not known; always so')
    .addOption(options.outputOption(['name', 'json', 'yaml', 'wide']))
    .action(
      action<[string[]], SubmitFlags>(host, async (session, [files], flags) =>
        (await import('../commands/submit.ts')).submit(session, files, flags),
      ),
    );
  return options.withUnsupported(command, '--no-strict');
}

function stopCommand(host: Host): Command {
  return shutdownCommand('stop')
    .description('stop workflows; their exit handlers run')
    .option('--message <text>', 'message for the nodes that were running')
    .option('--node-field-selector <query>', 'stop only these nodes, such as displayName=approve')
    .action(
      action<[string[]], StopFlags>(host, async (session, [names], flags) =>
        (await import('../commands/shutdown.ts')).stop(session, names, flags),
      ),
    );
}

function terminateCommand(host: Host): Command {
  return shutdownCommand('terminate')
    .description('terminate workflows at once; no exit handler runs')
    .action(
      action<[string[]], ShutdownFlags>(host, async (session, [names], flags) =>
        (await import('../commands/shutdown.ts')).terminate(session, names, flags),
      ),
    );
}

function shutdownCommand(name: string): Command {
  return new Command(name)
    .argument('[workflow...]', 'names, or @latest')
    .option(options.SELECTOR, options.SELECTOR_HELP)
    .option(options.FIELD_SELECTOR, options.FIELD_SELECTOR_HELP)
    .option('--dry-run', 'only say what would be done');
}

function deleteCommand(host: Host): Command {
  return new Command('delete')
    .description('delete workflows')
    .argument('[workflow...]', 'names, or @latest')
    .option('--all', 'all of the namespace')
    .option('-A, --all-namespaces', 'all of all namespaces')
    .option('--completed', 'completed ones')
    .option('--resubmitted', 'resubmitted ones')
    .option('--prefix <prefix>', 'those whose name starts so')
    .option('--older <duration>', 'those that finished longer ago, such as 10m, 3h, 1d')
    .addOption(options.listOption('--status <phases>', 'those in these phases, comma separated'))
    .option(options.SELECTOR, options.SELECTOR_HELP)
    .option(options.FIELD_SELECTOR, options.FIELD_SELECTOR_HELP)
    .addOption(options.integerOption('--query-chunk-size <n>', 'list so many at a time'))
    .option('--dry-run', 'only say what would be done')
    .option('--force', 'remove finalizers too')
    .action(
      action<[string[]], DeleteFlags & { queryChunkSize?: number }>(host, async (session, [names], flags) => {
        const { deleteWorkflows } = await import('../commands/delete.ts');
        const { queryChunkSize: chunkSize, ...others } = flags;
        return deleteWorkflows(session, names, chunkSize === undefined ? others : { ...others, chunkSize });
      }),
    );
}
