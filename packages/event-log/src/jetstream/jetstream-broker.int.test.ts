import { systemClock } from '@tiphys/clock/system';
import { ownNats } from '@tiphys/testkit';
import { DELIVERY_POLICY } from '../delivery/delivery-policy.ts';
import type { BrokerUnderTest } from '../testing/broker-under-test.ts';
import { emptyBroker } from '../testing/empty-broker.ts';
import { eventLogSuite } from '../testing/event-log-suite.ts';
import { silentLogger } from '../testing/silent-logger.ts';
import { MAX_CLAIMED_BYTES } from './claim-check.ts';
import { connectJetStream, type JetStreamBroker } from './connect-jetstream.ts';

const MAX_PAYLOAD_BYTES = 1024 * 1024;
/** Short, so that the suites do not wait long; no shorter than a loaded machine needs between two signs of life. */
const POLICY = {
  ...DELIVERY_POLICY,
  commandAckWaitMs: 1_500,
  taskAckWaitMs: 1_500,
  cancelAckWaitMs: 1_500,
  tombstoneMs: 1_000,
};

const server = await ownNats({ maxPayload: MAX_PAYLOAD_BYTES });

async function jetStreamUnderTest(): Promise<BrokerUnderTest> {
  const connected: JetStreamBroker[] = [];
  const connect = async (): Promise<JetStreamBroker> => {
    const broker = connectJetStream({
      servers: server.url,
      name: 'test',
      logger: silentLogger,
      policy: POLICY,
    });
    connected.push(broker);
    await broker.ready();
    return broker;
  };
  await emptyBroker(server.url);
  const ports = await connect();
  return {
    ports,
    clock: systemClock,
    policy: POLICY,
    maxPayloadBytes: MAX_CLAIMED_BYTES,
    connect: async () => {
      const other = await connect();
      const die = async (): Promise<void> => (await other.connection()).close();
      return { ports: other, die };
    },
    run: (body) => body(),
    close: async () => {
      await Promise.all(connected.map((broker) => broker.close()));
    },
  };
}

eventLogSuite('jetstream', jetStreamUnderTest);
