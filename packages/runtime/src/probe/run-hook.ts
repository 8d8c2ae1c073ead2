import type { Clock } from '@tiphys/clock';
import type { LifecycleHandler } from '@tiphys/spec';
import { httpStatus, type ProbeTarget } from './probe-action.ts';

/**
 * Runs what a container asks for at its start or before its end (kubelet's HandlerRunner). Of HTTP any answer will do.
 *
 * @throws where it does not succeed; the signal's reason.
 */
export async function runHook(
  { exec, httpGet, sleep }: LifecycleHandler,
  target: ProbeTarget,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  if (exec !== undefined) {
    const code = await target.exec(exec.command ?? [], signal);
    if (code !== 0) throw new Error(`exit code ${code}`);
  } else if (httpGet !== undefined) {
    const { host = '' } = httpGet;
    const address = host === '' ? ((await target.address()) ?? '127.0.0.1') : host;
    await httpStatus(httpGet, address, target, signal);
  } else if (sleep !== undefined) await clock.sleep(sleep.seconds * 1000, signal);
}
