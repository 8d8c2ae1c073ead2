import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FileServer {
  /** Without a slash at its end. */
  address: string;
  close(): void;
}

/**
 * Serves files on loopback; what is not among them is not found.
 *
 * @param locked a page that only those see who send `X-Token`.
 */
export async function serveFiles(
  files: ReadonlyMap<string, Uint8Array>,
  locked: { path: string; token: string },
): Promise<FileServer> {
  const server = createServer((request, response) => {
    const path = request.url?.slice(1) ?? '';
    const isOpen = path === locked.path && request.headers['x-token'] === locked.token;
    const found = isOpen ? Buffer.from('open') : files.get(path);
    response.statusCode = found === undefined ? 404 : 200;
    response.end(found);
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
