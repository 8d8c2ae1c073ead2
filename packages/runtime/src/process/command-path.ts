import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { RuntimeError } from '../runtime-error.ts';

/**
 * Where a command is, as execvp would find it.
 *
 * @throws RuntimeError command_not_found, in the words of Go's exec.LookPath, which the kubelet's messages have.
 */
export async function commandPath(command: string, searchPath: string, cwd: string): Promise<string> {
  if (command.includes('/')) {
    const path = resolve(cwd, command);
    const fault = await faultOf(path);
    if (fault !== undefined) throw notFound(`exec: "${command}": ${fault}`);
    return path;
  }
  for (const folder of searchPath.split(delimiter)) {
    const path = join(isAbsolute(folder) ? folder : resolve(cwd, folder), command);
    if (command !== '' && (await faultOf(path)) === undefined) return path;
  }
  throw notFound(`exec: "${command}": executable file not found in $PATH`);
}

async function faultOf(path: string): Promise<string | undefined> {
  try {
    if ((await stat(path)).isDirectory()) return 'is a directory';
    await access(path, constants.X_OK);
    return undefined;
  } catch (error) {
    return (error as { code?: unknown }).code === 'EACCES'
      ? 'permission denied'
      : 'no such file or directory';
  }
}

function notFound(reason: string): RuntimeError {
  return new RuntimeError('command_not_found', `main: StartError (exit code 128): ${reason}`);
}
