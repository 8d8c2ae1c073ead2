import type Docker from 'dockerode';
import { pack } from 'tar-stream';
import { toRuntimeError } from '../docker-error.ts';
import { readAll } from '../read-stream.ts';

export const PAUSE_IMAGE = 'tiphys/pause:1';
export const PAUSE_PROGRAM = '/pause';

const ELF_HEADER = 64;
const PROGRAM_HEADER = 56;
const LOAD_ADDRESS = 0x400000n;
const CODE_AT = ELF_HEADER + PROGRAM_HEADER;

/** Processor numbers of ELF, and a program for each that waits for ever. */
const PROGRAMS: ReadonlyMap<string, { machine: number; code: number[] }> = new Map([
  // mov eax, 34 (pause); syscall; jmp to the beginning
  ['amd64', { machine: 62, code: [0xb8, 0x22, 0, 0, 0, 0x0f, 0x05, 0xeb, 0xf7] }],
  // x8 = 73 (ppoll), x0 to x4 = 0; svc 0; b to the beginning
  [
    'arm64',
    {
      machine: 183,
      code: [
        0xd2800928, 0xd2800000, 0xd2800001, 0xd2800002, 0xd2800003, 0xd2800004, 0xd4000001, 0x17fffff9,
      ].flatMap((word) => [word & 255, (word >>> 8) & 255, (word >>> 16) & 255, word >>> 24]),
    },
  ],
]);

/**
 * Makes the image of the container that holds a pod's network and volumes: one program of 130 bytes that waits. No
 * registry need be reached for it.
 *
 * @throws RuntimeError
 */
export async function importPauseImage(docker: Docker): Promise<void> {
  try {
    const { Arch } = (await docker.version()) as unknown as { Arch: string };
    const program = PROGRAMS.get(Arch);
    if (program === undefined) throw new Error(`no pause program for the processor ${Arch}`);
    const archive = pack();
    archive.entry({ name: PAUSE_PROGRAM.slice(1), mode: 0o755 }, executable(program.machine, program.code));
    archive.finalize();
    const body = await readAll(archive as AsyncIterable<Uint8Array>);
    const [repo, tag] = PAUSE_IMAGE.split(':');
    const answer = await docker.importImage(body as unknown as string, { repo, tag });
    await readAll(answer as AsyncIterable<Uint8Array>);
  } catch (error) {
    throw toRuntimeError(error);
  }
}

/** A static ELF file of one segment. */
function executable(machine: number, code: readonly number[]): Buffer {
  const file = Buffer.alloc(CODE_AT + code.length);
  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  file.writeUInt16LE(2, 16);
  file.writeUInt16LE(machine, 18);
  file.writeUInt32LE(1, 20);
  file.writeBigUInt64LE(LOAD_ADDRESS + BigInt(CODE_AT), 24);
  file.writeBigUInt64LE(BigInt(ELF_HEADER), 32);
  file.writeUInt16LE(ELF_HEADER, 52);
  file.writeUInt16LE(PROGRAM_HEADER, 54);
  file.writeUInt16LE(1, 56);
  // Loaded to be read and executed.
  file.writeUInt32LE(1, ELF_HEADER);
  file.writeUInt32LE(5, ELF_HEADER + 4);
  file.writeBigUInt64LE(LOAD_ADDRESS, ELF_HEADER + 16);
  file.writeBigUInt64LE(LOAD_ADDRESS, ELF_HEADER + 24);
  file.writeBigUInt64LE(BigInt(file.length), ELF_HEADER + 32);
  file.writeBigUInt64LE(BigInt(file.length), ELF_HEADER + 40);
  file.writeBigUInt64LE(0x1000n, ELF_HEADER + 48);
  file.set(code, CODE_AT);
  return file;
}
