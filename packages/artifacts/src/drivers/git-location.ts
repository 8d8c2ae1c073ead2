import { mkdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { GitArtifact } from '@tiphys/spec';
import { ArtifactError } from '../artifact-error.ts';
import { type ArtifactAccess, secretOf } from './artifact-access.ts';
import { type GitEnvironment, git } from './git-command.ts';

const REMOTE_PROTOCOLS = 'https:http:ssh:git';

/**
 * Clones a repository with the system's git, as Argo's driver does (workflow/artifacts/git/git.go): clone, fetch what
 * is to be fetched besides, check out the revision, update submodules.
 *
 * @returns the folder with the work tree.
 * @throws ArtifactError
 */
export async function cloneGit(
  location: GitArtifact,
  access: ArtifactAccess,
  signal: AbortSignal,
): Promise<string> {
  checkArguments(location, access);
  const home = join(access.temporaryFolder, 'git');
  await mkdir(home, { recursive: true });
  const options = await environment(location, access, { home, signal });
  const folder = join(home, 'work');
  await git([...cloneArguments(location), '--', location.repo, folder], options);
  const inside = { ...options, folder };
  const isEmpty = (await git(['for-each-ref', '--count=1', 'refs/remotes'], inside)) === '';
  if (isEmpty) return folder;
  if (location.fetch !== undefined && location.fetch.length > 0) {
    await git(['fetch', ...depthOf(location), 'origin', '--', ...location.fetch], inside);
  }
  if (location.revision) await checkOut(location, location.revision, inside);
  if (location.disableSubmodules !== true) {
    await git(['submodule', 'update', '--init', '--recursive'], inside);
  }
  return folder;
}

/** Nothing that a workflow says may be an option of git's, or a transport that runs commands. */
function checkArguments(location: GitArtifact, access: ArtifactAccess): void {
  const { repo, revision = '', branch = '', fetch = [], singleBranch } = location;
  for (const [name, value] of [
    ['repo', repo],
    ['revision', revision],
    ['branch', branch],
    ...fetch.map((spec) => ['fetch', spec]),
  ]) {
    if (value?.startsWith('-') || /[\0\n]/.test(value ?? '')) {
      throw new ArtifactError('artifact_refused', `git.${name} must not begin with "-"`);
    }
  }
  if (singleBranch === true && branch === '') {
    throw new ArtifactError('artifact_refused', 'single branch mode without a branch specified');
  }
  if (/^[a-z0-9+.-]+::/i.test(repo)) {
    throw new ArtifactError('artifact_refused', `git.repo: ${repo.split('::')[0]}:: is no transport to use`);
  }
  const isLocal = /^file:/i.test(repo) || !(repo.includes('://') || /^[^/]+:/.test(repo));
  if (isLocal && access.localRepositories !== true) {
    throw new ArtifactError(
      'artifact_refused',
      "git.repo: a folder of the agent's host is no repository to clone",
    );
  }
}

function cloneArguments({ singleBranch, branch, ...rest }: GitArtifact): string[] {
  const which =
    singleBranch === true ? ['--single-branch', '--branch', branch ?? ''] : ['--no-single-branch'];
  return ['clone', '--quiet', '--template=', ...depthOf(rest), ...which];
}

function depthOf({ depth }: Pick<GitArtifact, 'depth'>): string[] {
  return depth === undefined || depth <= 0 ? [] : [`--depth=${depth}`];
}

async function checkOut(location: GitArtifact, revision: string, options: GitEnvironment): Promise<void> {
  const { singleBranch, branch = '' } = location;
  const which = singleBranch === true ? branch : '*';
  // A branch that the clone has checked out is not moved.
  const spec = `+refs/heads/${which}:refs/remotes/origin/${which}`;
  await git(['fetch', '--quiet', '--tags', 'origin', '--', spec], options);
  let hash = await resolveRevision(revision, options);
  if (hash === undefined && location.depth !== undefined && location.depth > 0) {
    await git(['fetch', '--quiet', '--unshallow', 'origin'], options);
    hash = await resolveRevision(revision, options);
  }
  if (hash === undefined) {
    throw new ArtifactError(
      'artifact_missing',
      `failed to get resolve revision: ${revision}: reference not found`,
    );
  }
  await git(['checkout', '--quiet', '--detach', hash, '--'], options);
}

async function resolveRevision(revision: string, options: GitEnvironment): Promise<string | undefined> {
  for (const name of [`refs/remotes/origin/${revision}`, revision]) {
    const found = await git(
      ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`],
      options,
    ).catch((error: unknown) => {
      if (error instanceof ArtifactError && !error.retryable) return '';
      throw error;
    });
    const hash = found.split('\n').at(-1) ?? '';
    if (/^[0-9a-f]{40,64}$/.test(hash)) return hash;
  }
  return undefined;
}

async function environment(
  location: GitArtifact,
  access: ArtifactAccess,
  { home, signal }: { home: string; signal: AbortSignal },
): Promise<GitEnvironment> {
  const username = await secretOf(access, location.usernameSecret);
  const password = await secretOf(access, location.passwordSecret);
  const key = await secretOf(access, location.sshPrivateKeySecret);
  const config = new Map([['core.hooksPath', '/dev/null']]);
  const secrets: string[] = [];
  const isHttp = /^https?:\/\//i.test(location.repo);
  if (isHttp && (username !== undefined || password !== undefined)) {
    const pair = Buffer.from(`${username ?? ''}:${password ?? ''}`, 'utf8').toString('base64');
    // By the environment, where no list of processes shows it, and for this host only.
    config.set(`http.${new URL(location.repo).origin}/.extraHeader`, `Authorization: Basic ${pair}`);
    secrets.push(pair, ...(password === undefined ? [] : [password]));
  }
  if (location.insecureSkipTLS === true) config.set('http.sslVerify', 'false');
  const local = access.localRepositories === true ? ':file' : '';
  const env: Record<string, string> = { GIT_ALLOW_PROTOCOL: REMOTE_PROTOCOLS + local };
  [...config].forEach(([name, value], index) => {
    env[`GIT_CONFIG_KEY_${index}`] = name;
    env[`GIT_CONFIG_VALUE_${index}`] = value;
  });
  env.GIT_CONFIG_COUNT = String(config.size);
  env.GIT_SSH_COMMAND = await sshCommand(location, key, home);
  return { folder: home, env, signal, secrets };
}

async function sshCommand(location: GitArtifact, key: string | undefined, home: string): Promise<string> {
  const options = ['-o', 'BatchMode=yes'];
  if (location.insecureIgnoreHostKey === true) {
    options.push('-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null');
  } else {
    options.push('-o', 'StrictHostKeyChecking=yes');
    options.push('-o', `UserKnownHostsFile=${quoted(join(homedir(), '.ssh', 'known_hosts'))}`);
  }
  if (key !== undefined) {
    const file = join(home, 'ssh-key');
    await writeFile(file, key.endsWith('\n') ? key : `${key}\n`, { mode: 0o600 });
    options.push('-i', quoted(file), '-o', 'IdentitiesOnly=yes');
  }
  return `ssh ${options.join(' ')}`;
}

/** git gives the command to a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
