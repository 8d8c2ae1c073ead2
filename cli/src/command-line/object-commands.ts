import type { DataKind } from '@tiphys/client';
import { Command } from 'commander';
import type { CreateObjectFlags, ObjectOutputFlags } from '../commands/objects.ts';
import { action, type Host } from './host.ts';
import * as options from './options.ts';

/** ConfigMaps and Secrets: argo has no such commands, since kubectl has. Each loads what it does when it runs. */
export function objectCommands(host: Host): Command[] {
  return [applyCommand(host), dataCommand(host, 'ConfigMap'), dataCommand(host, 'Secret')];
}

const FILES = () =>
  options.repeatedOption('-f, --filename <file>', 'a manifest, a directory of them, or - for standard input');

interface FileFlags {
  filename?: string[];
}

function applyCommand(host: Host): Command {
  return new Command('apply')
    .description('create ConfigMaps, Secrets and templates, or change those that are there')
    .addOption(FILES())
    .action(
      action<[], FileFlags>(host, async (session, _, flags) =>
        (await import('../commands/objects.ts')).applyObjects(session, flags.filename ?? []),
      ),
    );
}

function dataCommand(host: Host, kind: DataKind): Command {
  const word = kind.toLowerCase();
  const command = new Command(word).description(`manage ${kind}s`);
  const create = new Command('create')
    .description(`create a ${kind}`)
    .argument('<name>')
    .addOption(options.repeatedOption('--from-literal <key=value>', 'an entry'))
    .addOption(options.repeatedOption('--from-file <key=path>', 'an entry with what is in a file'))
    .option('--immutable', 'it cannot be changed, only deleted')
    .addOption(options.outputOption(['name', 'json', 'yaml']));
  if (kind === 'Secret') create.option('--type <type>', 'such as Opaque or kubernetes.io/dockerconfigjson');
  create.action(
    action<[string], CreateObjectFlags>(host, async (session, [name], flags) =>
      (await import('../commands/objects.ts')).createObject(session, kind, name, flags),
    ),
  );
  command.addCommand(create);
  command.addCommand(
    new Command('apply')
      .description(`create ${kind}s, or change those that are there`)
      .addOption(FILES())
      .action(
        action<[], FileFlags>(host, async (session, _, flags) =>
          (await import('../commands/objects.ts')).applyObjects(session, flags.filename ?? [], kind),
        ),
      ),
  );
  return withReads(host, command, kind);
}

function withReads(host: Host, command: Command, kind: DataKind): Command {
  const what = kind === 'Secret' ? 'show the keys of Secrets, never their values' : 'show ConfigMaps';
  command.addCommand(
    new Command('get')
      .description(what)
      .argument('<name...>')
      .addOption(options.outputOption(['name', 'json', 'yaml']))
      .action(
        action<[string[]], ObjectOutputFlags>(host, async (session, [names], flags) =>
          (await import('../commands/objects.ts')).getObjects(session, kind, names, flags),
        ),
      ),
  );
  command.addCommand(
    new Command('list')
      .description(`list ${kind}s`)
      .option('-A, --all-namespaces', 'of all namespaces')
      .addOption(options.outputOption(['name', 'json', 'yaml']))
      .action(
        action<[], ObjectOutputFlags & { allNamespaces?: boolean }>(host, async (session, _, flags) =>
          (await import('../commands/objects.ts')).listObjects(session, kind, flags),
        ),
      ),
  );
  command.addCommand(
    new Command('delete')
      .description(`delete ${kind}s`)
      .argument('<name...>')
      .action(
        action<[string[]], object>(host, async (session, [names]) =>
          (await import('../commands/objects.ts')).deleteObjects(session, kind, names),
        ),
      ),
  );
  return command;
}
