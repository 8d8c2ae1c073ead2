import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { commandNotFound } from '../start-refusal.ts';

/**
 * Where a command is, as execvp would find it.
 *
 * @throws StartRefusal command_not_found, in the words of Go's exec.LookPath.
 */
export async function commandPath(command: string, searchPath: string, cwd: string): Promise<string> {
  if (command.includes('/')) {
    const path = resolve(cwd, command);
    const fault = await faultOf(path, command);
    if (fault !== undefined) throw commandNotFound('main', `exec: "${command}": ${fault}`);
    return path;
  }
  for (const folder of searchPath.split(delimiter)) {
    const path = join(isAbsolute(folder) ? folder : resolve(cwd, folder), command);
    if (command !== '' && (await faultOf(path, command)) === undefined) return path;
  }
  throw commandNotFound('main', `exec: "${command}": executable file not found in $PATH`);
}

const WORDS: ReadonlyMap<unknown, string> = new Map([
  ['EACCES', 'permission denied'],
  ['ENOTDIR', 'not a directory'],
  ['ELOOP', 'too many levels of symbolic links'],
  ['ENAMETOOLONG', 'file name too long'],
]);

async function faultOf(path: string, command: string): Promise<string | undefined> {
  try {
    if ((await stat(path)).isDirectory()) return 'is a directory';
  } catch (error) {
    const { code } = error as { code?: unknown };
    return `stat ${command}: ${WORDS.get(code) ?? 'no such file or directory'}`;
  }
  const mayRun = await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
  return mayRun ? undefined : 'permission denied';
}
