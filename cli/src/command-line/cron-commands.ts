import { Command } from 'commander';
import type { CronCreateFlags, CronListFlags, CronOutputFlags } from '../commands/cron.ts';
import type { BackfillFlags } from '../commands/cron-backfill.ts';
import { action, type Host } from './host.ts';
import * as options from './options.ts';

const load = () => import('../commands/cron.ts');
const OUTPUTS = ['name', 'json', 'yaml', 'wide'];

/** `cron`: argo's commands about CronWorkflows. */
export function cronCommand(host: Host): Command {
  const command = new Command('cron').description('manage cron workflows');
  for (const sub of [
    ...fileCommands(host),
    ...nameCommands(host),
    listCommand(host),
    backfillCommand(host),
  ]) {
    command.addCommand(sub);
  }
  return command;
}

const STRICT = 'refuse what is not known; always so';

/** What Argo's PopulateSubmitOpts gives `cron create`. */
function withCronOverrides(command: Command): Command {
  return command
    .option('--name <name>', 'override metadata.name')
    .option('--generate-name <prefix>', 'override metadata.generateName')
    .option('--entrypoint <template>', 'override entrypoint of the workflows')
    .addOption(options.repeatedOption('-p, --parameter <name=value>', 'pass an argument of the workflows'))
    .option('-f, --parameter-file <file>', 'pass a file of arguments of the workflows')
    .option('--serviceaccount <name>', 'override serviceAccountName of the workflows');
}

function fileCommands(host: Host): Command[] {
  const files = 'manifests, directories of them, or - for standard input';
  return [
    options
      .withUnsupported(withCronOverrides(new Command('create')), '-l, --labels <labels>', '--no-strict')
      .description('create cron workflows')
      .argument('<file...>', files)
      .option('--strict', STRICT)
      .option('--schedule <schedule>', 'override spec.schedules')
      .addOption(options.outputOption(OUTPUTS))
      .action(
        action<[string[]], CronCreateFlags>(host, async (session, [paths], flags) =>
          (await load()).createCrons(session, paths, flags),
        ),
      ),
    options
      .withUnsupported(new Command('update'), '--no-strict')
      .option('--strict', STRICT)
      .description('update cron workflows')
      .argument('<file...>', files)
      .addOption(options.outputOption(OUTPUTS))
      .action(
        action<[string[]], CronOutputFlags>(host, async (session, [paths], flags) =>
          (await load()).updateCrons(session, paths, flags),
        ),
      ),
    options
      .withUnsupported(new Command('lint'), '-o, --output <format>', '--no-strict')
      .option('--strict', STRICT)
      .description('check cron workflows')
      .argument('<file...>', files)
      .action(
        action<[string[]], object>(host, async (session, [paths]) =>
          (await load()).lintCrons(session, paths),
        ),
      ),
  ];
}

function nameCommands(host: Host): Command[] {
  const named = (name: string, description: string): Command =>
    new Command(name).description(description).argument('<name...>', 'names of cron workflows');
  return [
    named('get', 'display details about cron workflows')
      .addOption(options.outputOption(OUTPUTS))
      .action(
        action<[string[]], CronOutputFlags>(host, async (session, [names], flags) =>
          (await load()).getCrons(session, names, flags),
        ),
      ),
    named('suspend', 'suspend cron workflows').action(
      action<[string[]], object>(host, async (session, [names]) =>
        (await load()).switchCrons(session, 'suspend', names),
      ),
    ),
    named('resume', 'resume cron workflows').action(
      action<[string[]], object>(host, async (session, [names]) =>
        (await load()).switchCrons(session, 'resume', names),
      ),
    ),
    new Command('delete')
      .description('delete cron workflows; their workflows stay')
      .argument('[name...]', 'names of cron workflows')
      .option('--all', 'all of the namespace')
      .action(
        action<[string[]], { all?: boolean }>(host, async (session, [names], flags) =>
          (await load()).deleteCrons(session, names, flags),
        ),
      ),
  ];
}

function listCommand(host: Host): Command {
  return new Command('list')
    .description('list cron workflows')
    .option('-A, --all-namespaces', 'of all namespaces')
    .option(options.SELECTOR, options.SELECTOR_HELP)
    .addOption(options.outputOption(OUTPUTS))
    .action(
      action<[], CronListFlags>(host, async (session, _, flags) => (await load()).listCrons(session, flags)),
    );
}

const MAX_BACKFILL = 1_000;

function backfillCommand(host: Host): Command {
  return options
    .withUnsupported(new Command('backfill'), '--format <layout>')
    .description('create the workflows of times that have passed')
    .argument('<cronworkflow>')
    .option('--name <name>', 'of the backfill')
    .option('--start <time>', 'after this time')
    .option('--end <time>', 'up to this time; now')
    .option('--parallel', 'all at once, without waiting for the one before')
    .option('--argname <name>', 'argument of the workflows that gets the time', 'cronScheduleTime')
    .addOption(options.integerOption('--maxworkflowcount <n>', 'not more than so many').default(MAX_BACKFILL))
    .action(
      action<[string], BackfillFlags>(host, async (session, [name], flags) =>
        (await import('../commands/cron-backfill.ts')).backfillCron(session, name, flags),
      ),
    );
}
