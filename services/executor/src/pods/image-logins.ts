import type { PodTask } from '@tiphys/engine';
import type { ImageLogin } from '@tiphys/runtime';
import type { ObjectReader } from '../object-reader.ts';

const DOCKER_CONFIG = '.dockerconfigjson';
const OLD_DOCKER_CONFIG = '.dockercfg';

/**
 * The logins that a pod's imagePullSecrets hold. As in Kubernetes a Secret that is missing, or is none of that kind,
 * is passed over: the registry says what is wrong.
 *
 * @throws ObjectError, ResourceStoreError.
 */
export async function imageLogins(
  pod: PodTask | undefined,
  namespace: string,
  objects: Pick<ObjectReader, 'readSecret'>,
): Promise<ImageLogin[]> {
  const logins: ImageLogin[] = [];
  for (const name of pod?.imagePullSecrets ?? []) {
    const entries = await objects.readSecret(namespace, name);
    const text = entries?.get(DOCKER_CONFIG) ?? entries?.get(OLD_DOCKER_CONFIG);
    if (text !== undefined) logins.push(...parse(Buffer.from(text).toString('utf8')));
  }
  return logins;
}

interface Entry {
  auth?: string;
  username?: string;
  password?: string;
}

function parse(text: string): ImageLogin[] {
  let config: { auths?: Record<string, Entry> } & Record<string, unknown>;
  try {
    config = JSON.parse(text);
  } catch {
    return [];
  }
  const auths = config.auths ?? (config as Record<string, Entry>);
  return Object.entries(auths).flatMap(([registry, { auth = '', username, password }]): ImageLogin[] => {
    const [user = '', ...rest] = Buffer.from(auth, 'base64').toString('utf8').split(':');
    const login = { registry, username: username ?? user, password: password ?? rest.join(':') };
    return login.username === '' ? [] : [login];
  });
}
