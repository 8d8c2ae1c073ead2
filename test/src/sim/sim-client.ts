import {
  ApiError,
  type ApiPorts,
  createWorkflow,
  deleteWorkflow,
  shutdownWorkflow,
  watchWorkflows,
} from '@tiphys/api';
import type { Clock } from '@tiphys/clock';
import { randomWorkflow } from '@tiphys/engine/testing';
import { EventLogError } from '@tiphys/event-log';
import { encodeWorkflow, type Workflow } from '@tiphys/spec';
import { fraction, type Random } from './sim-random.ts';

const NAMESPACE = 'default';
/** A client that hears nothing for this long gives up, not knowing whether its wish was fulfilled. */
const PATIENCE_MS = 60_000;

export interface SeenChange {
  type: string;
  uid: string;
  version: number;
  object: Workflow;
}

/** What the client knows at the end. */
export interface ClientRecord {
  /** Workflows whose creation was answered: these must not be lost. */
  accepted: Workflow[];
  /** Uids whose deletion was asked for, answered or not. */
  deletionsAsked: Set<string>;
  shutdownsAsked: Set<string>;
  /** Every change its watch told, in order. */
  seen: SeenChange[];
}

/** Somebody who submits workflows, stops or deletes some, and watches all the time. */
export class SimClient {
  readonly record: ClientRecord = {
    accepted: [],
    deletionsAsked: new Set(),
    shutdownsAsked: new Set(),
    seen: [],
  };
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #api: () => ApiPorts;
  readonly #log: (line: string) => void;

  /** @param api the ports of the api's current life; its calls never return where that life has ended. */
  constructor(clock: Clock, random: Random, api: () => ApiPorts, log: (line: string) => void) {
    this.#clock = clock;
    this.#random = random;
    this.#api = api;
    this.#log = log;
  }

  async watch(ports: ApiPorts, signal: AbortSignal): Promise<void> {
    const query = { namespace: NAMESPACE, labelSelector: '', fieldSelector: '', sinceVersion: 0 };
    for await (const { type, object } of watchWorkflows(ports, query, signal)) {
      const { uid = '', resourceVersion = '0' } = object.metadata;
      this.record.seen.push({ type, uid, version: Number(resourceVersion), object });
    }
  }

  /** Uids of workflows that its watch has not seen end, of those it was told of or that were accepted. */
  unfinished(): string[] {
    const open = new Set(this.record.accepted.map(({ metadata }) => metadata.uid ?? ''));
    for (const uid of this.record.deletionsAsked) open.delete(uid);
    for (const { uid, type, object } of this.record.seen) {
      if (type === 'DELETED' || (object.status?.finishedAt ?? null) !== null) open.delete(uid);
      else open.add(uid);
    }
    return [...open];
  }

  /** Resolves when all its wishes have been answered, or given up. */
  async run(): Promise<void> {
    const count = 1 + this.#random.below(3);
    const all = Array.from({ length: count }, (_, index) => this.#submit(index));
    await Promise.all(all);
  }

  async #submit(index: number): Promise<void> {
    const manifest = randomWorkflow(this.#random, `wf-${index}`);
    const delay = this.#random.below(20_000);
    const fate = fraction(this.#random);
    const fateDelay = this.#random.below(60_000);
    await this.#clock.sleep(delay);
    const json = encodeWorkflow({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', ...manifest });
    const created = await this.#ask(`create wf-${index}`, (ports) =>
      createWorkflow(ports, NAMESPACE, json, { dryRun: false }, ''),
    );
    if (created === undefined) return;
    this.record.accepted.push(created);
    const { uid = '', name = '' } = created.metadata;
    await this.#clock.sleep(fateDelay);
    if (fate < 0.15) {
      const type = fate < 0.08 ? 'stopWorkflow' : 'terminateWorkflow';
      this.record.shutdownsAsked.add(uid);
      await this.#ask(`${type} ${name}`, (ports) => shutdownWorkflow(ports, type, NAMESPACE, name, ''));
    } else if (fate < 0.25) {
      this.record.deletionsAsked.add(uid);
      await this.#ask(`delete ${name}`, (ports) => deleteWorkflow(ports, NAMESPACE, name, ''));
    }
  }

  /** @returns undefined where there was no answer, or a refusal that a rough network explains. */
  async #ask<T>(what: string, call: (ports: ApiPorts) => Promise<T>): Promise<T | undefined> {
    const silence = this.#clock.sleep(PATIENCE_MS).then(() => undefined);
    try {
      const answer = await Promise.race([call(this.#api()), silence]);
      this.#log(`client: ${what}: ${answer === undefined ? 'done or not answered' : 'answered'}`);
      return answer;
    } catch (error) {
      if (!isExpected(error)) throw error;
      this.#log(`client: ${what}: ${(error as Error).message}`);
      return undefined;
    }
  }
}

/** A broker that does not answer, and what follows from an earlier wish whose answer was lost. */
function isExpected(error: unknown): boolean {
  if (error instanceof EventLogError) return error.code === 'broker_unavailable';
  return error instanceof ApiError && error.code !== 'invalid_argument';
}
