import { VirtualClock } from '@tiphys/clock';
import { DELIVERY_POLICY } from '../delivery/delivery-policy.ts';
import type { BrokerUnderTest } from '../testing/broker-under-test.ts';
import { eventLogSuite } from '../testing/event-log-suite.ts';
import { MemoryBroker } from './memory-broker.ts';

const MAX_PAYLOAD_BYTES = 1024 * 1024;

/** On a virtual clock: ack waits and tombstones of days pass in no time. */
export function memoryBrokerUnderTest(): Promise<BrokerUnderTest> {
  const clock = new VirtualClock(1_700_000_000_000);
  const broker = new MemoryBroker(clock, { maxPayloadBytes: MAX_PAYLOAD_BYTES });
  let connections = 0;
  return Promise.resolve({
    ports: broker,
    clock,
    policy: DELIVERY_POLICY,
    maxPayloadBytes: MAX_PAYLOAD_BYTES,
    connect: () => {
      connections += 1;
      const connection = broker.connect(`other-${connections}`);
      const die = (): Promise<void> => Promise.resolve(connection.disconnect());
      return Promise.resolve({ ports: connection, die });
    },
    run: async (body) => {
      let done = false;
      const running = body().finally(() => {
        done = true;
      });
      const ended = await clock.run(() => done);
      if (!ended) throw new Error('the test waits for something that no timer will bring');
      await running;
    },
    close: () => Promise.resolve(),
  });
}

eventLogSuite('memory', memoryBrokerUnderTest);
