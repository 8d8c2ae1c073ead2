import { test } from 'node:test';
import type { Clock } from '@tiphys/clock';
import type { DeliveryPolicy } from '../delivery/delivery-policy.ts';
import type { EventLogPorts } from '../event-log-ports.ts';

/** Another process's ports. */
export interface OtherProcess {
  ports: EventLogPorts;
  /** As by SIGKILL: nothing is given back. */
  die(): Promise<void>;
}

/** An adapter as the suites see it: empty, and for one test. */
export interface BrokerUnderTest {
  ports: EventLogPorts;
  clock: Clock;
  policy: DeliveryPolicy;
  maxPayloadBytes: number;
  connect(): Promise<OtherProcess>;
  /** Runs the test's body, with time passing while it waits. */
  run(body: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

export type MakeBroker = () => Promise<BrokerUnderTest>;

/** A broken adapter hangs; this is far more than a loaded machine needs. */
const TEST_TIMEOUT_MS = 60_000;

/** Declares a test with a broker of its own. */
export function brokerTest(
  name: string,
  make: MakeBroker,
  body: (broker: BrokerUnderTest, signal: AbortSignal) => Promise<void>,
): void {
  test(name, { timeout: TEST_TIMEOUT_MS }, async (context) => {
    const broker = await make();
    const end = new AbortController();
    context.signal.addEventListener('abort', () => end.abort(), { once: true });
    try {
      await broker.run(() => body(broker, end.signal));
    } finally {
      end.abort();
      await broker.close();
    }
  });
}
