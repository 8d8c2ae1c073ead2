import { EventLogError } from '../errors.ts';
import type { JetStreamBroker } from '../jetstream/connect-jetstream.ts';

/** Does it again as long as the broker does not answer, each time when it is back. */
export async function retrying<T>(broker: JetStreamBroker, run: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof EventLogError) || error.code !== 'broker_unavailable') throw error;
      await broker.ready();
    }
  }
}
