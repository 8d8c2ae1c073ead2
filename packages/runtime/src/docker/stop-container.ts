import type Docker from 'dockerode';
import { callDeadline } from './engine-call.ts';

const SIGTERM = 15n;

/** Ends a container; at once where nothing in it hears that it is to end. @throws what the engine says. */
export async function stopContainer(container: Docker.Container, graceMs: number): Promise<void> {
  const t = (await hearsTerm(container)) ? Math.ceil(graceMs / 1000) : 0;
  await container.stop({ t, abortSignal: callDeadline(graceMs) });
}

/**
 * Whether the first process of a container would notice a SIGTERM: what it does not catch, the kernel keeps from it
 * (pid_namespaces(7)). In Argo the executor is first, so that a command which catches nothing ends at once; to wait
 * for it here would be in vain. True where that cannot be told: another signal, or a host without `ps`.
 */
async function hearsTerm(container: Docker.Container): Promise<boolean> {
  try {
    const { State, Config, HostConfig } = await container.inspect({ abortSignal: callDeadline() });
    const { StopSignal = 'SIGTERM' } = Config as { StopSignal?: string };
    if (StopSignal !== 'SIGTERM' || (HostConfig.PidMode ?? '') !== '') return true;
    const { Titles, Processes } = (await container.top({ ps_args: '-o pid,caught' })) as {
      Titles: string[];
      Processes: string[][];
    };
    const pid = String(State.Pid);
    const first = Processes.find((process) => process[Titles.indexOf('PID')] === pid);
    const caught = first?.[Titles.indexOf('CAUGHT')];
    return caught === undefined || ((BigInt(`0x${caught}`) >> (SIGTERM - 1n)) & 1n) === 1n;
  } catch {
    return true;
  }
}
