import { once } from 'node:events';
import { createServer } from 'node:net';
import { LocalServerError } from './local-server.ts';
import { portOwner } from './process-table.ts';

/** A TCP port that was free a moment ago. Another process may take it before it is used. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  const server = createServer();
  server.listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('a TCP server without a port');
  return address.port;
}

/** The one line for a port that another process holds. */
export function portTaken(server: string, host: string, port: number, cause?: unknown): LocalServerError {
  const owner = portOwner(port);
  return new LocalServerError(
    'port_taken',
    `${server} cannot listen on ${host}:${port}: taken by ${owner ?? 'another process'}; ` +
      'stop that process or choose another port',
    { cause },
  );
}
