import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type Docker from 'dockerode';
import { dockerAvailable, testDocker } from './docker-engine.ts';

/** What a test may leave behind, each as one line. */
type Census = ReadonlySet<string>;

export interface LeakCheck {
  /**
   * Waits until all that began since has ended.
   *
   * @throws Error that lists what still is there after the time limit. Default 15,000 ms.
   */
  assertNone(timeoutMs?: number): Promise<void>;
}

/**
 * A census at this moment: containers with their volumes and networks, child processes, sockets of this process.
 *
 * @param containerLabel which containers, volumes and networks count, as `name` or `name=value`; by default those of every Tiphys on this
 *   engine, in whatever state.
 */
export async function watchLeaks(containerLabel = 'tiphys.workflow-uid'): Promise<LeakCheck> {
  const docker = (await dockerAvailable()) ? testDocker() : undefined;
  const take = (): Promise<Census> => census(docker, containerLabel);
  const before = await take();
  return {
    assertNone: async (timeoutMs = 15_000) => {
      const deadline = performance.now() + timeoutMs;
      for (;;) {
        const left = [...(await take())].filter((line) => !before.has(line));
        if (left.length === 0) return;
        if (performance.now() > deadline) throw new Error(`left behind: ${left.join('; ')}`);
        await delay(50);
      }
    },
  };
}

async function census(docker: Docker | undefined, label: string): Promise<Census> {
  const left = docker === undefined ? [] : await ofEngine(docker, label);
  return new Set([...left, ...children(), ...sockets()]);
}

async function ofEngine(docker: Docker, label: string): Promise<string[]> {
  const filters = { label: [label] };
  const [containers, { Volumes }, networks] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    // dockerode passes these on as they are, whatever its types say.
    docker.listVolumes({ filters: JSON.stringify(filters) as unknown as typeof filters }),
    docker.listNetworks({ filters }),
  ]);
  return [
    ...containers.map((one) => `container ${one.Id.slice(0, 12)} (${one.Image}, ${one.State})`),
    ...(Volumes ?? []).map(({ Name }) => `volume ${Name}`),
    ...networks.map(({ Name }) => `network ${Name}`),
  ];
}

/** Child processes, apart from the servers that tests share; Linux only. */
function children(): string[] {
  try {
    const tasks = readdirSync('/proc/self/task');
    return tasks.flatMap((task) =>
      readFileSync(`/proc/self/task/${task}/children`, 'utf8')
        .split(' ')
        .filter((pid) => pid.trim() !== '')
        .flatMap((pid) => {
          const command = commandLine(pid);
          return command === '' || command.includes('tiphys-supervisor')
            ? []
            : [`process ${pid} (${command})`];
        }),
    );
  } catch {
    return [];
  }
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

/** Numbered, because Node names resources by kind only. The engine's own kept-alive sockets are unreferenced. */
function sockets(): string[] {
  const counts = new Map<string, number>();
  return process
    .getActiveResourcesInfo()
    .filter((kind) => kind === 'TCPSocketWrap' || kind === 'TCPServerWrap')
    .map((kind) => {
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      return `${kind} ${counts.get(kind)}`;
    });
}
