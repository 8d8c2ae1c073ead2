import { Argument, Command, Option } from 'commander';
import type { CompletionWords, Shell } from '../commands/completion.ts';
import type { LintFlags } from '../commands/lint.ts';
import type { RunFlags } from '../commands/run.ts';
import type { UpFlags } from '../commands/up.ts';
import type { VersionFlags } from '../commands/version.ts';
import { usageError } from '../errors.ts';
import { action, type Host } from './host.ts';
import * as options from './options.ts';

/** The commands that do their work on this machine. Each loads what it does when it runs. */
export function localCommands(host: Host, words: () => CompletionWords): Command[] {
  return [
    upCommand(host),
    runCommand(host),
    lintCommand(host),
    versionCommand(host),
    completionCommand(host, words),
  ];
}

/** Argo's names of what `lint` looks at. */
const LINT_KINDS = ['workflows', 'workflowtemplates', 'cronworkflows', 'clusterworkflowtemplates'] as const;
const KIND_OF = new Map<string, string>([
  ['workflows', 'Workflow'],
  ['workflowtemplates', 'WorkflowTemplate'],
  ['cronworkflows', 'CronWorkflow'],
  ['clusterworkflowtemplates', 'ClusterWorkflowTemplate'],
]);

/** @throws CommandError usage. */
function kindsOf(names: readonly string[] | undefined): string[] | undefined {
  if (names === undefined || names.includes('all')) return undefined;
  return names.map((name) => {
    const kind = KIND_OF.get(name);
    if (kind === undefined) throw usageError(`--kinds: unknown kind "${name}"`);
    return kind;
  });
}

const RUNTIME_HELP = 'docker, or process: commands on this host (default: docker where an engine answers)';

function upCommand(host: Host): Command {
  return new Command('up')
    .description('start NATS, PostgreSQL, the services and an agent here, until Ctrl-C')
    .addOption(options.integerOption('--port <port>', 'where the api listens').default(2746))
    .option('--data <directory>', 'where files are kept')
    .addOption(new Option('--runtime <name>', RUNTIME_HELP).choices(['docker', 'process']))
    .action(
      action<[], UpFlags>(host, async (session, _, flags) => {
        const [{ up }, { startStandalone }] = await Promise.all([
          import('../commands/up.ts'),
          import('../standalone/start.ts'),
        ]);
        return up(session, flags, startStandalone);
      }),
    );
}

function runCommand(host: Host): Command {
  return options
    .withOverrides(new Command('run'))
    .description('run one workflow here: up, submit, watch and down; exits with its outcome')
    .argument('<file>', 'manifest, or - for standard input')
    .addOption(new Option('--runtime <name>', RUNTIME_HELP).choices(['docker', 'process']))
    .action(
      action<[string], RunFlags>(host, async (session, [file], flags) => {
        const [{ run }, { startStandalone }] = await Promise.all([
          import('../commands/run.ts'),
          import('../standalone/start.ts'),
        ]);
        return run(session, file, flags, startStandalone);
      }),
    );
}

function lintCommand(host: Host): Command {
  const command = new Command('lint')
    .description('validate manifests')
    .argument('<file...>', 'manifests, directories of them, or - for standard input')
    .addOption(options.outputOption(['pretty', 'simple'], 'pretty'))
    .option('--offline', 'ask no server')
    .option('--strict', 'refuse what is not known; always so')
    .addOption(options.listOption('--kinds <kinds>', `only these kinds: ${LINT_KINDS.join(', ')}, or all`))
    .action(
      action<[string[]], LintFlags & { kinds?: string[] }>(host, async (session, [files], flags) =>
        (await import('../commands/lint.ts')).lint(session, files, flags, kindsOf(flags.kinds)),
      ),
    );
  return options.withUnsupported(command, '--no-strict');
}

function versionCommand(host: Host): Command {
  return new Command('version')
    .description('print version information')
    .option('--short', 'print just the version number')
    .action(
      action<[], VersionFlags>(host, async (session, _, flags) =>
        (await import('../commands/version.ts')).version(session, flags),
      ),
    );
}

function completionCommand(host: Host, words: () => CompletionWords): Command {
  return new Command('completion')
    .description('print a completion script for a shell')
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']))
    .action(
      action<[Shell], object>(host, async (session, [shell]) =>
        (await import('../commands/completion.ts')).completion(session, shell, words()),
      ),
    );
}
