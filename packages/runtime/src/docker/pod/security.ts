import type { PodSecurityContext, SecurityContext } from '@tiphys/spec';
import type { HostConfig } from 'dockerode';
import { RuntimeError } from '../../runtime-error.ts';

/** What an agent lets pods have of its host. */
export interface HostAccess {
  /** Folders, absolute; what is below them may be mounted by hostPath. */
  hostPaths: readonly string[];
  /** Privileged containers, capabilities beyond the engine's own, no seccomp profile. */
  privileged: boolean;
  /** The host's network, and with it whatever listens on its loopback. */
  hostNetwork: boolean;
}

export const NO_HOST_ACCESS: HostAccess = { hostPaths: [], privileged: false, hostNetwork: false };

/** What every container of the engine may have. */
const USUAL_CAPABILITIES = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'NET_RAW',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

/** The user and the limits of a container, as the engine wants them. */
export interface Confinement {
  user: string | undefined;
  host: HostConfig;
}

/**
 * Kubernetes' securityContext of a container over that of its pod.
 *
 * @throws RuntimeError invalid_task, for what the agent does not allow.
 */
export function confinement(
  name: string,
  own: SecurityContext | undefined,
  pod: PodSecurityContext | undefined,
  access: HostAccess,
): Confinement {
  const host: HostConfig = {};
  const groups = [...(pod?.supplementalGroups ?? []), ...(pod?.fsGroup === undefined ? [] : [pod.fsGroup])];
  if (groups.length > 0) host.GroupAdd = groups.map(String);
  if (own?.readOnlyRootFilesystem === true) host.ReadonlyRootfs = true;
  if (own?.privileged === true) {
    if (!access.privileged) throw notAllowed(name, 'privileged: true');
    host.Privileged = true;
  }
  capabilities(name, own, access, host);
  const options = own?.allowPrivilegeEscalation === false ? ['no-new-privileges'] : [];
  options.push(...seccomp(name, own?.seccompProfile ?? pod?.seccompProfile, access));
  if (options.length > 0) host.SecurityOpt = options;
  return { user: userOf(own, pod), host };
}

/** The user that a container is told to have; undefined leaves it to its image. */
function userOf(own: SecurityContext | undefined, pod: PodSecurityContext | undefined): string | undefined {
  const user = own?.runAsUser ?? pod?.runAsUser;
  const group = own?.runAsGroup ?? pod?.runAsGroup;
  if (group === undefined) return user === undefined ? undefined : String(user);
  return `${user ?? ''}:${group}`;
}

/** Whether the container must not run as root, and its manifest leaves that to the image. */
export function mustNotBeRoot(
  name: string,
  own: SecurityContext | undefined,
  pod: PodSecurityContext | undefined,
): boolean {
  if ((own?.runAsNonRoot ?? pod?.runAsNonRoot) !== true) return false;
  const user = own?.runAsUser ?? pod?.runAsUser;
  if (user === 0) throw rootRefusal(name, "container's runAsUser breaks non-root policy");
  return user === undefined;
}

/** Kubernetes' rule for images whose user decides (pkg/kubelet/kuberuntime/security_context.go). */
export function checkImageUser(name: string, imageUser: string): void {
  const [user = ''] = imageUser.split(':');
  if (user === '' || user === '0' || user === 'root') {
    throw rootRefusal(name, 'container has runAsNonRoot and image will run as root');
  }
  if (!/^\d+$/.test(user)) {
    throw rootRefusal(
      name,
      `container has runAsNonRoot and image has non-numeric user (${user}), cannot verify user is non-root`,
    );
  }
}

function rootRefusal(name: string, reason: string): RuntimeError {
  return new RuntimeError(
    'invalid_task',
    `Pod failed before ${name} container starts due to CreateContainerConfigError: ${reason}`,
  );
}

function capabilities(
  name: string,
  own: SecurityContext | undefined,
  access: HostAccess,
  host: HostConfig,
): void {
  const plain = (list: string[] | undefined): string[] =>
    (list ?? []).map((one) => one.toUpperCase().replace(/^CAP_/, ''));
  const add = plain(own?.capabilities?.add);
  const drop = plain(own?.capabilities?.drop);
  const strange = add.find((one) => !USUAL_CAPABILITIES.has(one));
  if (strange !== undefined && !access.privileged) throw notAllowed(name, `capabilities.add: ${strange}`);
  if (add.length > 0) host.CapAdd = add;
  if (drop.length > 0) host.CapDrop = drop;
}

function seccomp(name: string, profile: SecurityContext['seccompProfile'], access: HostAccess): string[] {
  if (profile === undefined || profile.type === 'RuntimeDefault') return [];
  if (profile.type !== 'Unconfined') {
    throw new RuntimeError(
      'invalid_task',
      `${name}: securityContext.seccompProfile: ${profile.type} is not supported, RuntimeDefault and Unconfined are`,
    );
  }
  if (!access.privileged) throw notAllowed(name, 'seccompProfile: Unconfined');
  return ['seccomp=unconfined'];
}

function notAllowed(name: string, what: string): RuntimeError {
  return new RuntimeError(
    'invalid_task',
    `${name}: securityContext.${what} is not allowed by this agent (TIPHYS_ALLOW_PRIVILEGED)`,
  );
}
