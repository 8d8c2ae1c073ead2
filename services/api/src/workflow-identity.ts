import type { RandomBytes } from './ports.ts';

/**
 * A UUID of version 7: random, and begins with the time, so that rows of one time lie together and the age of a
 * reservation can be told from its holder.
 *
 * @param at milliseconds since 1970.
 */
export function newUid(at: number, random: RandomBytes): string {
  const bytes = random(16);
  const view = new DataView(bytes.buffer, bytes.byteOffset, 16);
  view.setUint32(0, Math.floor(at / 0x10000));
  view.setUint16(4, at % 0x10000);
  view.setUint8(6, 0x70 | (view.getUint8(6) & 0x0f));
  view.setUint8(8, 0x80 | (view.getUint8(8) & 0x3f));
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** When a uid was made, in milliseconds since 1970; undefined for one that is not of version 7. */
export function uidTime(uid: string): number | undefined {
  const match = /^([0-9a-f]{8})-([0-9a-f]{4})-7/.exec(uid);
  return match === null ? undefined : Number.parseInt(`${match[1]}${match[2]}`, 16);
}
