/** Protocol buffers without a schema, for messages that the project has no generated code for. */

const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;

/** The fields of one message, by number: lengths as their bytes, numbers as bigint. */
export class ProtoFields {
  readonly #fields = new Map<number, (Buffer | bigint)[]>();

  /** @throws RangeError where the bytes are no message of such fields. */
  constructor(bytes: Uint8Array) {
    const reader = new Reader(bytes);
    while (!reader.isAtEnd) {
      const tag = Number(reader.varint());
      const values = this.#fields.get(tag >> 3) ?? [];
      values.push(reader.value(tag & 7));
      this.#fields.set(tag >> 3, values);
    }
  }

  messages(number: number): ProtoFields[] {
    return this.#bytes(number).map((bytes) => new ProtoFields(bytes));
  }

  texts(number: number): string[] {
    return this.#bytes(number).map((bytes) => bytes.toString('utf8'));
  }

  /** Empty where it is absent. */
  text(number: number): string {
    return this.texts(number)[0] ?? '';
  }

  hex(number: number): string {
    return this.#bytes(number)[0]?.toString('hex') ?? '';
  }

  /** 0 where it is absent. */
  number(number: number): number {
    const [value] = this.#fields.get(number) ?? [];
    return typeof value === 'bigint' ? Number(value) : 0;
  }

  #bytes(number: number): Buffer[] {
    return (this.#fields.get(number) ?? []).filter((value) => typeof value !== 'bigint');
  }
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.#take(1)[0] ?? 0;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }

  value(wireType: number): Buffer | bigint {
    switch (wireType) {
      case VARINT:
        return this.varint();
      case FIXED64:
        return this.#take(8).readBigUInt64LE();
      case LENGTH:
        return this.#take(Number(this.varint()));
      default:
        return BigInt(this.#take(4).readUInt32LE());
    }
  }

  #take(length: number): Buffer {
    if (this.#at + length > this.#bytes.length) throw new RangeError('a message that ends early');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}

/** One field of bytes, a text or a message in a message. */
export function lengthField(number: number, value: Uint8Array | string): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  return Buffer.concat([varint(number * 8 + LENGTH), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return Buffer.from([...bytes, rest]);
}
