/** What of nats-server's configuration can be chosen here. */
export interface NatsSettings {
  host: string;
  /** -1: the server takes a free one. */
  port: number;
  /** Largest message in bytes, headers included. nats-server warns above 8 MiB. */
  maxPayload: number;
  /**
   * When JetStream syncs its files to disk. `2m` (nats-server's default) survives the death of any process, `always`
   * that of the machine, at about a fifth of the appends per second (DESIGN.md section 5).
   */
  syncInterval: string;
}

/** nats-server's configuration file; all paths are inside the store directory. */
export function natsConfig(settings: NatsSettings, storeDir: string): string {
  return [
    `listen: ${JSON.stringify(`${settings.host}:${settings.port}`)}`,
    'server_name: tiphys-local',
    `pid_file: ${JSON.stringify(`${storeDir}/nats-server.pid`)}`,
    `ports_file_dir: ${JSON.stringify(storeDir)}`,
    `max_payload: ${settings.maxPayload}`,
    // A slow reader of a large history must not be cut off by one burst.
    'max_pending: 268435456',
    'write_deadline: "30s"',
    'jetstream {',
    `  store_dir: ${JSON.stringify(storeDir)}`,
    `  sync_interval: ${JSON.stringify(settings.syncInterval)}`,
    '}',
    '',
  ].join('\n');
}
