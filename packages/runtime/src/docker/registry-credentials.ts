import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DockerEnvironment } from './docker-endpoint.ts';

export interface RegistryLogin {
  username: string;
  password: string;
  serveraddress: string;
}

const DOCKER_HUB = 'https://index.docker.io/v1/';

/**
 * What `docker login` has left in config.json, read at each pull so that a login takes effect at once. Logins kept
 * by a credential helper are not read.
 */
export class RegistryCredentials {
  readonly #path: string;

  constructor(env: DockerEnvironment) {
    this.#path = join(env.DOCKER_CONFIG ?? join(env.HOME ?? '/', '.docker'), 'config.json');
  }

  find(image: string): RegistryLogin | undefined {
    const registry = registryOf(image);
    const auths = this.#read();
    const key = registry === 'docker.io' ? DOCKER_HUB : registry;
    const entry = auths.get(key) ?? auths.get(`https://${key}`);
    const [username, ...password] = Buffer.from(entry ?? '', 'base64')
      .toString('utf8')
      .split(':');
    if (username === undefined || username === '' || password.length === 0) return undefined;
    return { username, password: password.join(':'), serveraddress: key };
  }

  #read(): Map<string, string> {
    try {
      const config = JSON.parse(readFileSync(this.#path, 'utf8')) as {
        auths?: Record<string, { auth?: string }>;
      };
      return new Map(Object.entries(config.auths ?? {}).map(([key, value]) => [key, value.auth ?? '']));
    } catch {
      // No file, or none that can be read: an image that needs a login is then refused by its registry, which says so.
      return new Map();
    }
  }
}

/** The first part of an image's name is a registry where it looks like a host (distribution/reference). */
export function registryOf(image: string): string {
  const slash = image.indexOf('/');
  const first = slash < 0 ? '' : image.slice(0, slash);
  return first.includes('.') || first.includes(':') || first === 'localhost' ? first : 'docker.io';
}
