import { Client, credentials } from '@grpc/grpc-js';

/** One request to the server's reflection service, and its first answer, as they are on the wire. */
export function askReflection(address: string, request: Buffer): Promise<Buffer> {
  const client = new Client(address, credentials.createInsecure());
  const asIs = (bytes: Buffer): Buffer => bytes;
  const path = '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo';
  return new Promise<Buffer>((resolve, reject) => {
    const call = client.makeBidiStreamRequest(path, asIs, asIs);
    call.on('data', (answer: Buffer) => {
      resolve(answer);
      call.end();
    });
    call.on('error', reject);
    call.write(request);
  }).finally(() => client.close());
}
