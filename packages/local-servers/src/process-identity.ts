import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Tells a process from every other that has had, or will have, its number. */
export interface ProcessIdentity {
  pid: number;
  /** Of the host, and of the numbers of processes that its containers have for themselves. */
  place: string;
  boot: string;
  /** In the kernel's ticks since the boot. */
  startedAt: string;
}

/** @returns undefined where it does not run any more, or where there is no /proc. */
export function processIdentity(pid: number): ProcessIdentity | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, which may hold anything, is in parentheses; the state follows it, and the start is the 22nd field.
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z' || state === 'X') return undefined;
    return { pid, startedAt: fields[18] ?? '', ...surroundings() };
  } catch {
    return undefined;
  }
}

/** Whether a process has ended; undefined where that cannot be known here. */
export function hasEnded(known: ProcessIdentity): boolean | undefined {
  try {
    const { place, boot } = surroundings();
    if (place !== known.place) return undefined;
    if (boot !== known.boot) return true;
  } catch {
    return undefined;
  }
  return processIdentity(known.pid)?.startedAt !== known.startedAt;
}

function surroundings(): Pick<ProcessIdentity, 'place' | 'boot'> {
  return {
    place: `${hostname()} ${readlinkSync('/proc/self/ns/pid')}`,
    boot: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
  };
}
