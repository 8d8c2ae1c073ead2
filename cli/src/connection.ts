import { CommandError } from './errors.ts';
import type { WorkflowServer } from './workflow-server.ts';

export const DEFAULT_ADDRESS = '127.0.0.1:2746';

/** The server to talk to: of the flag, else of the environment, else the default one. */
export function serverAddress(
  flag: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): { address: string; named: boolean } {
  const address = flag || environment.TIPHYS_SERVER || environment.ARGO_SERVER;
  if (!address) return { address: DEFAULT_ADDRESS, named: false };
  if (!/^(\[[^\]]+\]|[^:/\s]+):\d{1,5}$/.test(address)) {
    throw new CommandError('usage', `invalid server "${address}": expected host:port`);
  }
  return { address, named: true };
}

/** A client of the server; it dials at its first call. */
export async function connect(address: string): Promise<WorkflowServer> {
  const { TiphysClient } = await import('@tiphys/client');
  return TiphysClient.connect({ address });
}
