import { type Command, InvalidArgumentError, Option } from 'commander';
import { notSupported } from '../errors.ts';

/** `-o` with the formats that a command has. */
export function outputOption(formats: readonly string[], byDefault?: string): Option {
  const option = new Option('-o, --output <format>', 'output format').choices(formats);
  return byDefault === undefined ? option : option.default(byDefault);
}

/** A flag that may be given more than once, each time with a comma separated list. */
export function listOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text: string, before: string[] | undefined) => [
    ...(before ?? []),
    ...text.split(',').filter((part) => part !== ''),
  ]);
}

/** A flag that may be given more than once. */
export function repeatedOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text: string, before: string[] | undefined) => [
    ...(before ?? []),
    text,
  ]);
}

export function integerOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text: string) => {
    if (!/^-?\d{1,15}$/.test(text)) throw new InvalidArgumentError('expected a whole number');
    return Number(text);
  });
}

export const SELECTOR = '-l, --selector <query>';
export const SELECTOR_HELP = 'label query, such as key1=value1,key2!=value2';
export const FIELD_SELECTOR = '--field-selector <query>';
export const FIELD_SELECTOR_HELP = 'field query, such as metadata.name=my-wf';
export const NODE_STATUS = '--status <phase>';
export const NODE_STATUS_HELP = 'show only nodes in this phase';
export const NODE_SELECTOR = '--node-field-selector <query>';
export const NODE_SELECTOR_HELP = 'show only nodes that match, such as phase=Failed';

/** The flags that change a workflow before it is submitted. */
export function withOverrides(command: Command): Command {
  return command
    .option('--name <name>', 'override metadata.name')
    .option('--generate-name <prefix>', 'override metadata.generateName')
    .option('--entrypoint <template>', 'override spec.entrypoint')
    .addOption(repeatedOption('-p, --parameter <name=value>', 'pass an argument of the workflow'))
    .option('-f, --parameter-file <file>', 'pass a file of arguments of the workflow')
    .addOption(integerOption('--priority <n>', 'override spec.priority'))
    .option('--serviceaccount <name>', 'override spec.serviceAccountName')
    .option('--scheduled-time <time>', 'workflow.scheduledTime, as RFC 3339')
    .option('-l, --labels <labels>', 'comma separated labels to add')
    .option(NODE_STATUS, NODE_STATUS_HELP)
    .option(NODE_SELECTOR, NODE_SELECTOR_HELP);
}

/** Flags that argo has and Tiphys has not: known, hidden, and refused by name. */
export function withUnsupported(command: Command, ...flags: readonly string[]): Command {
  for (const flag of flags) {
    const option = new Option(flag).hideHelp();
    command.addOption(option);
    command.on(`option:${option.name()}`, () => {
      throw notSupported(option.long ?? flag);
    });
  }
  return command;
}
