import { Command } from 'commander';
import type { SyncFlags, SyncWriteFlags } from '../commands/sync.ts';
import { action, type Host } from './host.ts';
import * as options from './options.ts';

/** `sync`, with argo's sub-commands. */
export function syncCommand(host: Host): Command {
  const command = new Command('sync').description('manage the limits of semaphores');
  const write = (name: 'create' | 'update', description: string): Command =>
    keyed(name, description)
      .addOption(options.integerOption('--limit <n>', 'how many may hold it').makeOptionMandatory())
      .action(
        action<[string], SyncWriteFlags>(host, async (session, [key], flags) => {
          const { syncCreate, syncUpdate } = await import('../commands/sync.ts');
          return name === 'create' ? syncCreate(session, key, flags) : syncUpdate(session, key, flags);
        }),
      );
  return command
    .addCommand(write('create', 'create a limit'))
    .addCommand(write('update', 'change a limit that is there'))
    .addCommand(
      keyed('delete', 'delete a limit').action(
        action<[string], SyncFlags>(host, async (session, [key], flags) =>
          (await import('../commands/sync.ts')).syncDelete(session, key, flags),
        ),
      ),
    )
    .addCommand(
      keyed('get', 'print a limit').action(
        action<[string], SyncFlags>(host, async (session, [key], flags) =>
          (await import('../commands/sync.ts')).syncGet(session, key, flags),
        ),
      ),
    );
}

function keyed(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .argument('<key>', 'key of the limit')
    .requiredOption('--type <type>', 'configmap, or database: the ConfigMap tiphys-semaphores')
    .option('--cm-name <name>', 'name of the ConfigMap; required with --type configmap');
}
