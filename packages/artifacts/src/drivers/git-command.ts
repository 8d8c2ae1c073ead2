import { spawn } from 'node:child_process';
import { ArtifactError } from '../artifact-error.ts';

const MAX_WORDS = 2000;

export interface GitEnvironment {
  /** Of the commands: the repository, or where it is to be. */
  folder: string;
  /** Besides what every command gets. */
  env: Readonly<Record<string, string>>;
  signal: AbortSignal;
  /** Replaced by `***` wherever git says them. */
  secrets: readonly string[];
}

/**
 * Runs git with its own configuration only: no hooks, no helpers, no prompts of this host.
 *
 * @returns its standard output.
 * @throws ArtifactError artifact_refused with git's last words.
 */
export async function git(args: readonly string[], options: GitEnvironment): Promise<string> {
  const { folder, env, signal, secrets } = options;
  signal.throwIfAborted();
  const child = spawn('git', [...args], {
    cwd: folder,
    env: {
      PATH: '/usr/local/bin:/usr/bin:/bin',
      LC_ALL: 'C',
      HOME: folder,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_TERMINAL_PROMPT: '0',
      GIT_ASKPASS: '/bin/false',
      SSH_ASKPASS: '/bin/false',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
  });
  const words = { out: '', err: '' };
  child.stdout.on('data', (part) => (words.out = (words.out + part).slice(-MAX_WORDS)));
  child.stderr.on('data', (part) => (words.err = (words.err + part).slice(-MAX_WORDS)));
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve(status ?? 128));
  }).catch((error: unknown) => {
    signal.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    throw new ArtifactError('artifact_refused', `git cannot be run on this agent: ${reason}`);
  });
  if (code === 0) return words.out.trim();
  const said = lastWords(words.err, secrets);
  const isTransient = /could not resolve host|timed out|connection (refused|reset)|early EOF/i.test(said);
  throw new ArtifactError(
    isTransient ? 'artifact_unavailable' : 'artifact_refused',
    `git ${args[0]}: ${said}`,
  );
}

function lastWords(text: string, secrets: readonly string[]): string {
  const lines = text.split('\n').map((line) => line.trim());
  const fatal = lines.filter((line) => /^(fatal|error):/.test(line));
  let said = (fatal.length > 0 ? fatal : lines.filter((line) => line !== '').slice(-1)).join('; ');
  for (const secret of secrets) if (secret !== '') said = said.replaceAll(secret, '***');
  return said.replaceAll(/:\/\/[^/@\s]*@/g, '://***@');
}
