import { rootFractions } from './hash-constants.ts';

/** The message with its padding and its length in bits, a whole number of blocks. */
function padded(message: Uint8Array, block: number, lengthBytes: number): DataView {
  const blocks = Math.ceil((message.length + 1 + lengthBytes) / block);
  const bytes = new Uint8Array(blocks * block);
  bytes.set(message);
  bytes[message.length] = 0x80;
  const view = new DataView(bytes.buffer);
  view.setBigUint64(bytes.length - 8, BigInt(message.length) * 8n);
  return view;
}

const rotateLeft = (value: number, bits: number) => (value << bits) | (value >>> (32 - bits));
const rotateRight = (value: number, bits: number) => (value >>> bits) | (value << (32 - bits));
const hexOf = (words: Iterable<number>) =>
  Array.from(words, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');

/** SHA-1, in hexadecimal digits. */
export function sha1(message: Uint8Array): string {
  const view = padded(message, 64, 8);
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  const schedule = new Int32Array(80);
  for (let offset = 0; offset < view.byteLength; offset += 64) {
    for (let t = 0; t < 80; t++) {
      schedule[t] = t < 16 ? view.getInt32(offset + t * 4) : rotateLeft(xorBack(schedule, t), 1);
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
    for (let t = 0; t < 80; t++) {
      const next = (rotateLeft(a, 5) + sha1Mix(t, b, c, d) + e + (schedule[t] ?? 0)) | 0;
      [a, b, c, d, e] = [next, a, rotateLeft(b, 30), c, d];
    }
    for (const [index, word] of [a, b, c, d, e].entries()) state[index] = ((state[index] ?? 0) + word) | 0;
  }
  return hexOf(state);
}

function xorBack(schedule: Int32Array, t: number): number {
  return (schedule[t - 3] ?? 0) ^ (schedule[t - 8] ?? 0) ^ (schedule[t - 14] ?? 0) ^ (schedule[t - 16] ?? 0);
}

/** A round's function of three words and its constant. */
function sha1Mix(t: number, b: number, c: number, d: number): number {
  if (t < 20) return ((b & c) | (~b & d)) + 0x5a827999;
  if (t < 40) return (b ^ c ^ d) + 0x6ed9eba1;
  if (t < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
  return (b ^ c ^ d) + 0xca62c1d6;
}

const ROUNDS_256 = Int32Array.from(rootFractions(64, 3n, 32n), (value) => Number(BigInt.asIntN(32, value)));
const START_256 = Int32Array.from(rootFractions(8, 2n, 32n), (value) => Number(BigInt.asIntN(32, value)));

/** SHA-256, in hexadecimal digits. */
export function sha256(message: Uint8Array): string {
  const view = padded(message, 64, 8);
  const state = START_256.slice();
  const schedule = new Int32Array(64);
  for (let offset = 0; offset < view.byteLength; offset += 64) {
    for (let t = 0; t < 64; t++) {
      schedule[t] = t < 16 ? view.getInt32(offset + t * 4) : extend256(schedule, t);
    }
    const words = state.slice();
    for (let t = 0; t < 64; t++) round256(words, (schedule[t] ?? 0) + (ROUNDS_256[t] ?? 0));
    for (const [index, word] of words.entries()) state[index] = (state[index] ?? 0) + word;
  }
  return hexOf(state);
}

function extend256(schedule: Int32Array, t: number): number {
  const early = schedule[t - 15] ?? 0;
  const late = schedule[t - 2] ?? 0;
  const small0 = rotateRight(early, 7) ^ rotateRight(early, 18) ^ (early >>> 3);
  const small1 = rotateRight(late, 17) ^ rotateRight(late, 19) ^ (late >>> 10);
  return (schedule[t - 16] ?? 0) + small0 + (schedule[t - 7] ?? 0) + small1;
}

function round256(words: Int32Array, input: number): void {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = words;
  const big1 = rotateRight(e, 6) ^ rotateRight(e, 11) ^ rotateRight(e, 25);
  const big0 = rotateRight(a, 2) ^ rotateRight(a, 13) ^ rotateRight(a, 22);
  const first = (h + big1 + ((e & f) ^ (~e & g)) + input) | 0;
  const second = big0 + ((a & b) ^ (a & c) ^ (b & c));
  words.set([first + second, a, b, c, d + first, e, f, g]);
}

const ROUNDS_512 = rootFractions(80, 3n, 64n);
const START_512 = rootFractions(8, 2n, 64n);
const to64 = (value: bigint) => BigInt.asUintN(64, value);
const rotateRight64 = (value: bigint, bits: bigint) => to64((value >> bits) | (value << (64n - bits)));

/** SHA-512, in hexadecimal digits. */
export function sha512(message: Uint8Array): string {
  const view = padded(message, 128, 16);
  const state = [...START_512];
  const schedule: bigint[] = [];
  for (let offset = 0; offset < view.byteLength; offset += 128) {
    for (let t = 0; t < 80; t++) {
      schedule[t] = t < 16 ? view.getBigUint64(offset + t * 8) : extend512(schedule, t);
    }
    let words = [...state];
    for (let t = 0; t < 80; t++) words = round512(words, (schedule[t] ?? 0n) + (ROUNDS_512[t] ?? 0n));
    for (const [index, word] of words.entries()) state[index] = to64((state[index] ?? 0n) + word);
  }
  return state.map((word) => word.toString(16).padStart(16, '0')).join('');
}

function extend512(schedule: bigint[], t: number): bigint {
  const early = schedule[t - 15] ?? 0n;
  const late = schedule[t - 2] ?? 0n;
  const small0 = rotateRight64(early, 1n) ^ rotateRight64(early, 8n) ^ (early >> 7n);
  const small1 = rotateRight64(late, 19n) ^ rotateRight64(late, 61n) ^ (late >> 6n);
  return to64((schedule[t - 16] ?? 0n) + small0 + (schedule[t - 7] ?? 0n) + small1);
}

function round512(words: bigint[], input: bigint): bigint[] {
  const [a = 0n, b = 0n, c = 0n, d = 0n, e = 0n, f = 0n, g = 0n, h = 0n] = words;
  const big1 = rotateRight64(e, 14n) ^ rotateRight64(e, 18n) ^ rotateRight64(e, 41n);
  const big0 = rotateRight64(a, 28n) ^ rotateRight64(a, 34n) ^ rotateRight64(a, 39n);
  const first = to64(h + big1 + ((e & f) ^ (to64(~e) & g)) + input);
  const second = big0 + ((a & b) ^ (a & c) ^ (b & c));
  return [to64(first + second), a, b, c, to64(d + first), e, f, g];
}

/** Adler-32. */
export function adler32(message: Uint8Array): number {
  let low = 1;
  let high = 0;
  for (const byte of message) {
    low = (low + byte) % 65_521;
    high = (high + low) % 65_521;
  }
  return high * 65_536 + low;
}
