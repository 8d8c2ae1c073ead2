import type { ContainerTask } from '@tiphys/engine';
import type { TaskRemains } from './task-remains.ts';
import type { ImageLogin, VolumeFile } from './volume-file.ts';

/** One try at one node; the event log's AttemptRef. */
export interface AttemptIdentity {
  workflow: { uid: string; namespace: string; name: string };
  nodeId: string;
  attempt: number;
}

/** A tar archive, made anew each time it is asked for. */
export type Archive = () => AsyncIterable<Uint8Array>;

export interface StartOrder {
  attempt: AttemptIdentity;
  task: ContainerTask;
  agentId: string;
  /** W3C trace context, kept beside the container; empty without. */
  traceparent: string;
  /**
   * Unpacked at `/` of the container before it starts, in this order. Names in them are clean: relative, without `..`,
   * and no entry goes through a link. Folders on the way to them need not be named; they are made.
   */
  archives?: readonly Archive[] | undefined;
  /** Of the task's volumes that are ConfigMaps and Secrets: what they hold, by the volume's name. */
  volumeFiles?: ReadonlyMap<string, readonly VolumeFile[]>;
  /** The task as it is in the history, without the values that its references stand for: what may be shown of it. */
  shown?: ContainerTask;
  /** From the task's imagePullSecrets. */
  imageLogins?: readonly ImageLogin[];
  /**
   * Called when the attempt can be found, and before anything of it is started, perhaps more than once: who has noted
   * it and finds the attempt no more knows that it may have run. What it throws is thrown, and nothing is started.
   */
  beforeStart?: () => Promise<void>;
}

/** How one container of a set ended. */
export interface SetContainerExit {
  name: string;
  /** Undefined: it never started, since one that it depends on has failed. */
  exitCode: number | undefined;
  oomKilled: boolean;
  error: string | undefined;
}

export interface ContainerExit {
  /** As a shell counts: 128 + n where signal n ended it. */
  exitCode: number;
  /** The kernel ended it, or a part of it, because it needed more memory than its limit. */
  oomKilled: boolean;
  /** Milliseconds since 1970, the runtime's clock; undefined where it is not known. */
  finishedAt: number | undefined;
  /** What the runtime has to say of an end that is not the program's own; undefined mostly. */
  error: string | undefined;
  /** Those beside the main container that had failed by themselves when that ended. */
  failedSidecars?: readonly { name: string; exitCode: number; oomKilled: boolean }[];
  /** Of a set: all its containers, in the order of the manifest; the rest is that of the one that decides. */
  containers?: readonly SetContainerExit[];
}

export interface OutputChunk {
  /** 1 standard output, 2 standard error. */
  stream: 1 | 2;
  /** Place of the first byte, counted over both streams in the order in which the runtime keeps them. */
  offset: number;
  /** Milliseconds since 1970, as the runtime stamped it. */
  at: number;
  data: Uint8Array;
}

/** The container of one attempt: a handle, which costs nothing to hold and survives the engine's restarts. */
export interface AttemptContainer {
  readonly attempt: AttemptIdentity;
  readonly agentId: string;
  readonly remains: TaskRemains;
  readonly traceparent: string;
  /**
   * False for one that was made and not started by an agent that died in between; `start` goes on with it. Only
   * `start` and `remove` make sense for it.
   */
  readonly started: boolean;

  /** Waits for the end, across restarts of the engine. A container that was removed ends with an `error`. */
  exited(signal: AbortSignal): Promise<ContainerExit>;

  /**
   * The output from an offset on, as it comes; ends when the container has ended and all of it was delivered. The
   * same offset is the same byte at each call, also in another process.
   */
  output(fromOffset: number, signal: AbortSignal): AsyncIterable<OutputChunk>;

  /**
   * A file of the ended container, links followed.
   *
   * @param path absolute, inside the container.
   * @returns undefined where there is none.
   * @throws RuntimeError file_too_large, file_not_regular, file_forbidden, engine_unavailable.
   */
  readFile(path: string, maxBytes: number): Promise<Uint8Array | undefined>;

  /**
   * Resolves when the container says that it is ready, as its readinessProbe asks, or has ended; absent where it is
   * ready once it runs.
   */
  ready?(signal: AbortSignal): Promise<void>;

  /** Where other attempts of this host reach it while it runs; undefined where it has no address, or has ended. */
  address(): Promise<string | undefined>;

  /**
   * A file or folder of the ended container as a tar archive. Its entries begin with the last part of the path, and
   * the first one is the file or folder itself; a link at the path is followed, links below it are given as they are.
   * What is read is to be read to its end, or ended.
   *
   * @param path absolute, inside the container.
   * @returns undefined where there is none.
   * @throws RuntimeError file_not_regular, file_forbidden, engine_unavailable.
   */
  readArchive(path: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array> | undefined>;

  /**
   * Runs a command beside the program; what it writes is not kept.
   *
   * @returns its exit code.
   * @throws RuntimeError, or the signal's reason.
   */
  exec(command: readonly string[], signal: AbortSignal): Promise<number>;

  /** SIGTERM (or the image's stop signal), and SIGKILL to what is left after the grace; no error where it has ended. */
  stop(graceMs: number): Promise<void>;

  /**
   * Forgets the container, its files and its output; ends it if it runs. No error where it is gone.
   *
   * @throws RuntimeError engine_unavailable while somebody else is removing it, or a part of it is still in use.
   */
  remove(): Promise<void>;
}

export type RuntimeName = 'docker' | 'process' | 'simulated';

/** Where attempts run. */
export interface ContainerRuntime {
  readonly name: RuntimeName;

  /** Undefined: it can be used; else one line that says what is missing, and how to mend it. */
  problem(): Promise<string | undefined>;

  /**
   * Starts the attempt's container. One that exists already is taken over, whoever made it: an attempt is never
   * started twice. Getting the image may take minutes; the signal calls it off (`cancelled`) as long as there is
   * no container.
   *
   * @throws RuntimeError
   */
  start(order: StartOrder, signal: AbortSignal): Promise<AttemptContainer>;

  /** The attempt's container, if there is one. */
  find(attempt: AttemptIdentity): Promise<AttemptContainer | undefined>;

  /** The containers of an agent: made, running, or ended and not removed yet. */
  list(agentId: string): Promise<AttemptContainer[]>;

  /** Removes the volumes of the claims that a workflow has made; no error where there are none. */
  releaseClaims(workflowUid: string): Promise<void>;

  /** The uids of workflows whose claims have volumes that an agent has made here. */
  claimHolders(agentId: string): Promise<string[]>;

  /** Lets go of what this process holds; containers go on. */
  close(): Promise<void>;
}
