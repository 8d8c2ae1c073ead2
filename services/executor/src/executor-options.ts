import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PodRequests, Taint } from '@tiphys/engine';
import type { HostResources } from './environment/resource-field.ts';

/** How an executor behaves; times in milliseconds, sizes in bytes. */
export interface ExecutorOptions {
  /** Names the agent; the same after a restart, so that it finds its containers. */
  agentId: string;
  /** Changes with every start of the process. */
  incarnation: string;
  /** For the node's `hostNodeName`. */
  hostName: string;
  /** For variables that say what a container may use. */
  host: HostResources;
  /** For variables of `status.hostIP`; empty where it is not known. */
  hostIp: string;
  /** Which tasks it takes. */
  pool: string;
  /** What tasks may ask for, as nodes have labels. */
  labels: Readonly<Record<string, string>>;
  /** What tasks must tolerate. */
  taints: readonly Taint[];
  /** How many attempts it runs at the same time. */
  capacity: number;
  /** What their requests may be together; undefined: anything. */
  allocatable: PodRequests | undefined;
  /** It also takes what requests more than it has, and runs that alone. */
  overcommit: boolean;
  heartbeatMs: number;
  /** After a silence of this long the agent may have been called lost, and asks anew for what it holds. */
  leaseMs: number;
  /** How long a container may take to end after SIGTERM; Kubernetes's terminationGracePeriodSeconds. */
  stopGraceMs: number;
  /** How long to wait for the first verdict on a claim or a report; each further wait is twice as long. */
  verdictMs: number;
  /** Output is stored after this time, or when there is this much of it. */
  logFlushMs: number;
  logFlushBytes: number;
  /** Where input artifacts lie between their store and their container; the agent's own. */
  artifactFolder: string;
  /** The most that one output parameter, or the result, may hold (Argo: 256 kB). */
  maxOutputBytes: number;
}

/** Everything that has a value of its own. */
export const DEFAULT_OPTIONS = {
  host: { cpus: 1, memoryBytes: 0 },
  hostIp: '',
  pool: 'default',
  labels: {},
  taints: [],
  allocatable: undefined,
  overcommit: false,
  heartbeatMs: 3_000,
  leaseMs: 30_000,
  stopGraceMs: 30_000,
  verdictMs: 15_000,
  logFlushMs: 250,
  logFlushBytes: 64 * 1024,
  artifactFolder: join(tmpdir(), 'tiphys-artifacts'),
  maxOutputBytes: 256 * 1024,
} as const satisfies Partial<ExecutorOptions>;
