import { connectJetStream } from '@tiphys/event-log/jetstream';
import { silentLogger } from '@tiphys/service-kit';

interface StreamState {
  config: { name: string };
  state: { subjects?: Record<string, number> };
}

/**
 * Everything that the broker keeps, as `stream subject`, key-value buckets included; asked of its own management
 * interface, so that nothing that the services know or forget has a part in it.
 */
export async function brokerContents(natsUrl: string): Promise<string[]> {
  const broker = connectJetStream({ servers: natsUrl, name: 'test', logger: silentLogger });
  try {
    const connection = await broker.connection();
    const ask = async <T>(subject: string, body: object): Promise<T> =>
      (await connection.request(`$JS.API.${subject}`, JSON.stringify(body), { timeout: 10_000 })).json<T>();
    const { streams } = await ask<{ streams: string[] }>('STREAM.NAMES', {});
    const states = await Promise.all(
      streams.map((name) => ask<StreamState>(`STREAM.INFO.${name}`, { subjects_filter: '>' })),
    );
    return states
      .flatMap(({ config, state }) =>
        Object.keys(state.subjects ?? {}).map((subject) => `${config.name} ${subject}`),
      )
      .sort();
  } finally {
    await broker.close();
  }
}
