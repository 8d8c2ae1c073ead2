import { connect, createServer, type Socket } from 'node:net';
import { after } from 'node:test';

/** An address that stays while the servers behind it come and go: nobody else can take the port in between. */
export interface Relay {
  port: number;
  /** Sends new connections there; without one they are closed at once. Those that are open are cut. */
  to(port: number | undefined): void;
}

/** Closed when all tests are over: a port that a client still tries must not become another server's. */
const relays: (() => void)[] = [];
after(() => {
  for (const close of relays) close();
});

export async function startRelay(): Promise<Relay> {
  const open = new Set<Socket>();
  let target: number | undefined;
  const server = createServer((inbound) => {
    if (target === undefined) {
      inbound.destroy();
      return;
    }
    const outbound = connect(target, '127.0.0.1');
    for (const [socket, other] of [
      [inbound, outbound],
      [outbound, inbound],
    ] as const) {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        open.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  const cut = (): void => {
    for (const socket of open) socket.destroy();
  };
  const listening = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', listening.resolve);
  await listening.promise;
  relays.push(() => {
    cut();
    server.close();
  });
  return {
    port: (server.address() as { port: number }).port,
    to: (port) => {
      target = port;
      cut();
    },
  };
}
