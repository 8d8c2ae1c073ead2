import type { Server } from '@grpc/grpc-js';
import { ReflectionService } from '@grpc/reflection';
import { service as healthService } from 'grpc-health-check';

/**
 * Adds server reflection (v1 and v1alpha), so that grpcurl and the like need no proto files.
 *
 * @param descriptorSet an encoded `google.protobuf.FileDescriptorSet`, imports included (`buf build`).
 * @param services full names of those to list.
 */
export function addReflection(server: Server, descriptorSet: Uint8Array, services: readonly string[]): void {
  const health = Object.values(healthService).flatMap(
    (method) => (method as unknown as Described).requestType,
  );
  const fileDescriptorProtos = [
    ...splitDescriptorSet(descriptorSet),
    ...health.flatMap((type) => type.fileDescriptorProtos),
  ];
  // The service wants proto-loader's package definition, but reads nothing of it except the descriptors.
  const definition = { tiphys: { fileDescriptorProtos } } as unknown as ConstructorParameters<
    typeof ReflectionService
  >[0];
  new ReflectionService(definition, { services: [...services] }).addToServer(server);
}

/** What proto-loader leaves at a method. */
interface Described {
  requestType: { fileDescriptorProtos: Buffer[] };
}

/**
 * The files of an encoded FileDescriptorSet, still encoded: the set is `repeated FileDescriptorProto file = 1`, and
 * nothing else.
 *
 * @throws RangeError where the bytes are something else.
 */
export function splitDescriptorSet(bytes: Uint8Array): Buffer[] {
  const files: Buffer[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at];
      if (byte === undefined || shift > 28) throw new RangeError('not a FileDescriptorSet');
      at += 1;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    if (varint() !== 0x0a) throw new RangeError('not a FileDescriptorSet');
    const length = varint();
    if (at + length > bytes.length) throw new RangeError('a FileDescriptorSet that ends early');
    files.push(Buffer.from(bytes.buffer, bytes.byteOffset + at, length));
    at += length;
  }
  return files;
}
