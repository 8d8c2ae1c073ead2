import { constants, deflateRawSync, gzipSync } from 'node:zlib';

const BLOCK = 512;
const PIECE_BYTES = 64 * 1024 * 1024;

export interface TarEntry {
  name: string;
  text?: string;
  /** A symbolic link to this. */
  link?: string;
  /** Tar's letter of what it is; `3` is a character device. */
  type?: string;
}

/** A gzipped tar with whatever names and links it is told, legal or not. */
export function tgz(...entries: readonly TarEntry[]): Buffer {
  return gzipSync(Buffer.concat([...entries.map(tarEntry), Buffer.alloc(2 * BLOCK)]));
}

function tarEntry({ name, text = '', link, type }: TarEntry): Buffer {
  const body = Buffer.from(text);
  const rest = Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK);
  return Buffer.concat([tarHeader(name, body.length, link, type), body, rest]);
}

function tarHeader(name: string, size: number, link?: string, type = link === undefined ? '0' : '2'): Buffer {
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0);
  header.write(`0000644\0${'0000000\0'.repeat(2)}`, 100);
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0        ', 136);
  header.write(type, 156);
  header.write(link ?? '', 157);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

/**
 * A gzipped tar of one file of zeros, about a thousandth of it on the wire.
 *
 * @param pieces the file has as many times 64 MiB.
 */
export function tgzBomb(pieces: number): Buffer {
  const zeros = gzipSync(Buffer.alloc(PIECE_BYTES));
  return Buffer.concat([
    gzipSync(tarHeader('bomb', pieces * PIECE_BYTES)),
    ...Array<Buffer>(pieces).fill(zeros),
    gzipSync(Buffer.alloc(2 * BLOCK)),
  ]);
}

/** A zip of one such file. Its checksum is wrong: whoever reads as far has read too much. */
export function zipBomb(pieces: number): Buffer {
  const piece = deflateRawSync(Buffer.alloc(PIECE_BYTES), { finishFlush: constants.Z_FULL_FLUSH });
  const packed = Buffer.concat([...Array<Buffer>(pieces).fill(piece), deflateRawSync(Buffer.alloc(0))]);
  return zipOf('bomb', packed, pieces * PIECE_BYTES);
}

/** A zip of one file of whatever name, its attributes as Unix has them. */
export function zip(name: string, unixMode = 0o100644): Buffer {
  return zipOf(name, deflateRawSync(Buffer.alloc(0)), 0, unixMode);
}

function zipOf(fileName: string, packed: Buffer, size: number, unixMode = 0): Buffer {
  const name = Buffer.from(fileName);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(8, 4);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(size, 18);
  common.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, name, packed]);
  const own = Buffer.alloc(14);
  own.writeUInt32LE((unixMode << 16) >>> 0, 6);
  const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\x03'), common, own, name]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}
