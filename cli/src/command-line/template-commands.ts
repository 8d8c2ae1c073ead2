import type { TemplateKind } from '@tiphys/spec';
import { Command } from 'commander';
import type { LintFlags } from '../commands/lint.ts';
import type { TemplateListFlags, TemplateOutputFlags } from '../commands/template.ts';
import { action, type Host } from './host.ts';
import * as options from './options.ts';

const OUTPUTS = ['name', 'json', 'yaml', 'wide'];

/** `template` and `cluster-template`, with argo's sub-commands. */
export function templateCommands(host: Host): Command[] {
  return [
    templateCommand(host, 'template', 'WorkflowTemplate'),
    templateCommand(host, 'cluster-template', 'ClusterWorkflowTemplate').aliases(['cwftmpl', 'cwft']),
  ];
}

function templateCommand(host: Host, name: string, kind: TemplateKind): Command {
  const command = new Command(name).description(`manipulate ${kind}s`);
  for (const sub of [
    writeCommand(host, kind, 'create'),
    writeCommand(host, kind, 'update'),
    getCommand(host, kind),
    listCommand(host, kind),
    deleteCommand(host, kind),
    lintCommand(host, kind),
  ]) {
    command.addCommand(sub);
  }
  return command;
}

function writeCommand(host: Host, kind: TemplateKind, how: 'create' | 'update'): Command {
  const command = new Command(how)
    .description(how === 'create' ? `create ${kind}s` : `replace ${kind}s that are there`)
    .argument('<file...>', 'manifests, directories of them, or - for standard input')
    .option('--strict', 'refuse what is not known; always so')
    .addOption(options.outputOption(OUTPUTS))
    .action(
      action<[string[]], TemplateOutputFlags>(host, async (session, [files], flags) =>
        (await import('../commands/template.ts')).writeTemplates(session, kind, how, files, flags),
      ),
    );
  return options.withUnsupported(command, '--no-strict');
}

function getCommand(host: Host, kind: TemplateKind): Command {
  return new Command('get')
    .description(`display details about ${kind}s`)
    .argument('<template...>', 'names')
    .addOption(options.outputOption(OUTPUTS))
    .action(
      action<[string[]], TemplateOutputFlags>(host, async (session, [names], flags) =>
        (await import('../commands/template.ts')).getTemplates(session, kind, names, flags),
      ),
    );
}

function listCommand(host: Host, kind: TemplateKind): Command {
  const command = new Command('list')
    .description(`list ${kind}s`)
    .option(options.SELECTOR, options.SELECTOR_HELP)
    .addOption(options.outputOption(OUTPUTS));
  if (kind === 'WorkflowTemplate') {
    command.option('-A, --all-namespaces', 'show those of all namespaces');
  }
  return command.action(
    action<[], TemplateListFlags>(host, async (session, _, flags) =>
      (await import('../commands/template.ts')).listTemplates(session, kind, flags),
    ),
  );
}

function deleteCommand(host: Host, kind: TemplateKind): Command {
  return new Command('delete')
    .description(`delete ${kind}s; workflows that were submitted keep what they need of them`)
    .argument('[template...]', 'names')
    .option('--all', kind === 'WorkflowTemplate' ? 'all of the namespace' : 'all')
    .action(
      action<[string[]], { all?: boolean }>(host, async (session, [names], flags) =>
        (await import('../commands/template.ts')).deleteTemplates(session, kind, names, flags),
      ),
    );
}

function lintCommand(host: Host, kind: TemplateKind): Command {
  const command = new Command('lint')
    .description(`check ${kind}s`)
    .argument('<file...>', 'manifests, directories of them, or - for standard input')
    .addOption(options.outputOption(['pretty', 'simple'], 'pretty'))
    .option('--offline', 'do not ask the server')
    .option('--strict', 'refuse what is not known; always so')
    .action(
      action<[string[]], LintFlags>(host, async (session, [paths], flags) =>
        (await import('../commands/lint.ts')).lint(session, paths, flags, [kind]),
      ),
    );
  return options.withUnsupported(command, '--no-strict');
}
