import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DockerOptions } from 'dockerode';

/** Where the engine answers. */
export interface DockerEndpoint {
  /** As DOCKER_HOST would say it. */
  address: string;
  options: DockerOptions;
}

/** The environment variables that Docker's own command looks at. */
export type DockerEnvironment = Readonly<Record<string, string | undefined>>;

const SYSTEM_SOCKET = '/var/run/docker.sock';

/**
 * Finds the engine as `docker` does: DOCKER_HOST, else the context of DOCKER_CONTEXT or of config.json, else the
 * socket of the system, of Docker Desktop, or of a rootless engine.
 *
 * @returns a problem, in one line, where what is configured cannot be read.
 */
export function resolveDockerEndpoint(env: DockerEnvironment): DockerEndpoint | { problem: string } {
  const host = env.DOCKER_HOST;
  try {
    if (host !== undefined && host !== '') {
      const certificates = env.DOCKER_CERT_PATH;
      const tls = env.DOCKER_TLS_VERIFY ? tlsFiles(certificates ?? configFolder(env)) : {};
      return endpoint(host, tls, env);
    }
    const context = contextName(env);
    if (context !== undefined && context !== 'default') return contextEndpoint(context, env);
  } catch (error) {
    return {
      problem: `Docker's configuration cannot be read: ${error instanceof Error ? error.message : error}`,
    };
  }
  const socket = defaultSockets(env).find((path) => existsSync(path)) ?? SYSTEM_SOCKET;
  return endpoint(`unix://${socket}`, {}, env);
}

function contextName(env: DockerEnvironment): string | undefined {
  const chosen = env.DOCKER_CONTEXT;
  if (chosen !== undefined && chosen !== '') return chosen;
  const path = join(configFolder(env), 'config.json');
  if (!existsSync(path)) return undefined;
  const config = JSON.parse(readFileSync(path, 'utf8')) as { currentContext?: unknown };
  return typeof config.currentContext === 'string' && config.currentContext !== ''
    ? config.currentContext
    : undefined;
}

/** Contexts lie in folders named by the hash of their names (docker/cli, cli/context/store). */
function contextEndpoint(name: string, env: DockerEnvironment): DockerEndpoint {
  const id = createHash('sha256').update(name).digest('hex');
  const contexts = join(configFolder(env), 'contexts');
  const path = join(contexts, 'meta', id, 'meta.json');
  if (!existsSync(path)) throw new Error(`there is no context "${name}" (see "docker context ls")`);
  const meta = JSON.parse(readFileSync(path, 'utf8')) as { Endpoints?: { docker?: { Host?: unknown } } };
  const host = meta.Endpoints?.docker?.Host;
  if (typeof host !== 'string' || host === '')
    throw new Error(`the context "${name}" has no docker endpoint`);
  const certificates = join(contexts, 'tls', id, 'docker');
  return endpoint(host, existsSync(certificates) ? tlsFiles(certificates) : {}, env);
}

function endpoint(host: string, tls: DockerOptions, env: DockerEnvironment): DockerEndpoint {
  if (host.startsWith('unix://') || host.startsWith('npipe://')) {
    const socketPath = host.slice(host.indexOf('://') + 3);
    // Said expressly: docker-modem reads DOCKER_HOST of the process besides.
    return { address: host, options: { socketPath, host: undefined } };
  }
  const url = new URL(host.includes('://') ? host : `tcp://${host}`);
  if (url.protocol === 'ssh:') {
    const agent = env.SSH_AUTH_SOCK;
    return {
      address: host,
      options: {
        protocol: 'ssh',
        host: url.hostname,
        port: url.port === '' ? 22 : Number(url.port),
        ...(url.username === '' ? {} : { username: decodeURIComponent(url.username) }),
        ...(agent === undefined ? {} : { sshOptions: { agent } }),
      },
    };
  }
  const secure = tls.cert !== undefined || tls.ca !== undefined || url.protocol === 'https:';
  return {
    address: host,
    options: {
      host: url.hostname,
      port: url.port === '' ? (secure ? 2376 : 2375) : Number(url.port),
      protocol: secure ? 'https' : 'http',
      ...tls,
    },
  };
}

function tlsFiles(folder: string): DockerOptions {
  const options: DockerOptions = {};
  for (const kind of ['ca', 'cert', 'key'] as const) {
    const path = join(folder, `${kind}.pem`);
    if (existsSync(path)) options[kind] = readFileSync(path);
  }
  return options;
}

function configFolder(env: DockerEnvironment): string {
  return env.DOCKER_CONFIG ?? join(env.HOME ?? env.USERPROFILE ?? '/', '.docker');
}

function defaultSockets(env: DockerEnvironment): string[] {
  const sockets = [SYSTEM_SOCKET];
  if (env.HOME !== undefined) sockets.push(join(env.HOME, '.docker/run/docker.sock'));
  if (env.XDG_RUNTIME_DIR !== undefined) sockets.push(join(env.XDG_RUNTIME_DIR, 'docker.sock'));
  return sockets;
}
