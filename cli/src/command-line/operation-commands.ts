import { Command } from 'commander';
import type { ResubmitFlags, RetryFlags } from '../commands/again.ts';
import type { SetFlags } from '../commands/suspension.ts';
import { action, type Host } from './host.ts';
import * as options from './options.ts';

/** The commands that do something to workflows that are there. */
export function operationCommands(host: Host): Command[] {
  return [
    suspendCommand(host),
    resumeCommand(host),
    nodeCommand(host),
    retryCommand(host),
    resubmitCommand(host),
  ];
}

function suspendCommand(host: Host): Command {
  return new Command('suspend')
    .description('suspend workflows: what runs goes on, nothing new starts')
    .argument('[workflow...]', 'names, or @latest')
    .action(
      action<[string[]], object>(host, async (session, [names]) =>
        (await import('../commands/suspension.ts')).suspend(session, names),
      ),
    );
}

function resumeCommand(host: Host): Command {
  return new Command('resume')
    .description('resume workflows, and the suspend nodes that wait in them')
    .argument('[workflow...]', 'names, or @latest')
    .option(options.NODE_SELECTOR, 'resume only these nodes, such as displayName=approve')
    .action(
      action<[string[]], { nodeFieldSelector?: string }>(host, async (session, [names], flags) =>
        (await import('../commands/suspension.ts')).resume(session, names, flags),
      ),
    );
}

function nodeCommand(host: Host): Command {
  return new Command('node')
    .description('set suspend nodes that wait')
    .argument('<action>', 'set')
    .argument('<workflow>', 'name, or @latest')
    .option(options.NODE_SELECTOR, 'the nodes, such as displayName=approve')
    .option('--phase <phase>', 'Succeeded, Failed or Error')
    .option('-m, --message <text>', 'message of the nodes')
    .addOption(
      options.repeatedOption('-p, --output-parameter <name=value>', 'value of an output that is supplied'),
    )
    .action(
      action<[string, string], SetFlags>(host, async (session, [actionName, name], flags) =>
        (await import('../commands/suspension.ts')).setNode(session, actionName, name, flags),
      ),
    );
}

function retryCommand(host: Host): Command {
  return retryFlags(againOptions(new Command('retry')))
    .description('run once more what failed in workflows that have ended')
    .action(
      action<[string[]], RetryFlags>(host, async (session, [names], flags) =>
        (await import('../commands/again.ts')).retry(session, names, flags),
      ),
    );
}

function resubmitCommand(host: Host): Command {
  const command = resubmitFlags(againOptions(new Command('resubmit')))
    .description('submit workflows once more')
    .action(
      action<[string[]], ResubmitFlags>(host, async (session, [names], flags) =>
        (await import('../commands/again.ts')).resubmit(session, names, flags),
      ),
    );
  return options.withUnsupported(command, '--priority <n>');
}

/** What retry takes besides. */
export function retryFlags(command: Command): Command {
  return command
    .option('--restart-successful', 'run nodes once more that match --node-field-selector, too')
    .option(options.NODE_SELECTOR, 'nodes that run once more though they succeeded, such as id=5');
}

/** What resubmit takes besides. */
export function resubmitFlags(command: Command): Command {
  return command.option('--memoized', 'do not run again what succeeded');
}

/** What retry and resubmit take. */
export function againOptions(command: Command, names = 'names, or @latest'): Command {
  return command
    .argument('[workflow...]', names)
    .addOption(options.repeatedOption('-p, --parameter <name=value>', 'pass another argument'))
    .addOption(options.outputOption(['name', 'json', 'yaml', 'wide']))
    .option('-w, --wait', 'wait for the workflow to complete, where it is only one')
    .option('--watch', 'watch the workflow until it completes, where it is only one')
    .option('--log', 'log the workflow until it completes')
    .option(options.SELECTOR, options.SELECTOR_HELP)
    .option(options.FIELD_SELECTOR, options.FIELD_SELECTOR_HELP);
}
