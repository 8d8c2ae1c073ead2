import { Command, Option } from 'commander';
import { clientVersion } from '../client-version.ts';
import type { CompletionWords } from '../commands/completion.ts';
import { notSupported } from '../errors.ts';
import { archiveCommand } from './archive-commands.ts';
import { cronCommand } from './cron-commands.ts';
import type { Host } from './host.ts';
import { localCommands } from './local-commands.ts';
import { objectCommands } from './object-commands.ts';
import { operationCommands } from './operation-commands.ts';
import { withUnsupported } from './options.ts';
import { readCommands } from './read-commands.ts';
import { syncCommand } from './sync-commands.ts';
import { templateCommands } from './template-commands.ts';
import { writeCommands } from './write-commands.ts';

/** Commands of argo that Tiphys does not have yet. */
const UNSUPPORTED_COMMANDS = ['auth', 'convert', 'executor-plugin', 'server'];

/** Flags that argo has on every command, for TLS, authentication and Kubernetes. */
const UNSUPPORTED_FLAGS = [
  '--argo-base-href <path>',
  '--argo-http1',
  '--argo-server <host:port>',
  '--as <user>',
  '--certificate-authority <file>',
  '--client-certificate <file>',
  '--client-key <file>',
  '--cluster <name>',
  '--context <name>',
  '--gloglevel <n>',
  '-H, --header <header>',
  '-k, --insecure-skip-verify',
  '--insecure-skip-tls-verify',
  '--instanceid <id>',
  '--kubeconfig <file>',
  '--log-format <format>',
  '--password <text>',
  '--proxy-url <url>',
  '--request-timeout <duration>',
  '-e, --secure',
  '--tls-server-name <name>',
  '--token <text>',
  '--user <name>',
  '--username <name>',
];

/** The whole command line of `tiphys`. Parsing throws commander's CommanderError, or what a command throws. */
export function buildProgram(host: Host): Command {
  const program = new Command('tiphys');
  program
    .description('runs Argo Workflows YAML without Kubernetes')
    .version(clientVersion(), '--version', 'print the version of this client')
    .option('-s, --server <host:port>', 'the api (TIPHYS_SERVER, ARGO_SERVER; default 127.0.0.1:2746)')
    .option('-n, --namespace <name>', 'namespace (ARGO_NAMESPACE; default "default")')
    .option('--no-color', 'print no colours (also NO_COLOR)')
    .option('--no-utf8', 'draw with 7-bit characters')
    .option('-v, --verbose', 'the same as --loglevel debug')
    .addOption(
      new Option('--loglevel <level>', 'how much to say')
        .choices(['debug', 'info', 'warn', 'error'])
        .default('info'),
    );
  withUnsupported(program, ...UNSUPPORTED_FLAGS);
  for (const command of [
    ...writeCommands(host),
    ...operationCommands(host),
    ...readCommands(host),
    ...objectCommands(host),
    archiveCommand(host),
    cronCommand(host),
    syncCommand(host),
    ...templateCommands(host),
    ...localCommands(host, () => completionWords(program)),
  ]) {
    program.addCommand(command);
  }
  for (const name of UNSUPPORTED_COMMANDS) program.addCommand(unsupportedCommand(name), { hidden: true });
  for (const command of allCommands(program)) {
    command
      .exitOverride()
      .showHelpAfterError('(tiphys help has the commands and their flags)')
      .configureOutput({ outputError: (text, write) => write(text.replace(/^error:/, 'Error:')) });
  }
  return program;
}

/** The program, its commands, and theirs. */
function allCommands(program: Command): Command[] {
  return [program, ...program.commands.flatMap(allCommands)];
}

function unsupportedCommand(name: string): Command {
  return new Command(name)
    .allowUnknownOption()
    .allowExcessArguments()
    .helpOption(false)
    .action(() => {
      throw notSupported(name);
    });
}

/** Names of the flags that take no value: argo's users may write them `--flag=false`. */
export function booleanFlags(program: Command): Set<string> {
  const names = new Set<string>();
  for (const command of allCommands(program)) {
    for (const option of command.options) {
      if (option.long && (option.isBoolean() || option.negate)) names.add(option.long);
    }
  }
  return names;
}

function completionWords(program: Command): CompletionWords {
  const visible = program.commands.filter((command) => !UNSUPPORTED_COMMANDS.includes(command.name()));
  return {
    commands: visible.map((command) => ({
      name: command.name(),
      description: command.description(),
      flags: visibleFlags(command),
    })),
    globalFlags: visibleFlags(program),
  };
}

function visibleFlags(command: Command): string[] {
  return command.options
    .filter((option) => !option.hidden)
    .flatMap((option) => [option.short, option.long].filter((flag) => flag !== undefined));
}
