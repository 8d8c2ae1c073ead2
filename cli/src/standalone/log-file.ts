import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { jsonLogger, type Logger, readConfig, SERVICE_VARIABLES } from '@tiphys/service-kit';

/** The services' log beside their data: what they say is not for the terminal that shows a tree. */
export interface LogFile {
  /** The log of one service. */
  logger(service: string): Logger;
  close(): Promise<void>;
}

/** Appends to the file, at the level that TIPHYS_LOG_LEVEL names. */
export async function openLog(
  path: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<LogFile> {
  const { logLevel: level } = readConfig(env, { logLevel: SERVICE_VARIABLES.logLevel });
  const stream = createWriteStream(path, { flags: 'a' });
  return {
    logger: (service) => jsonLogger({ service, level, stream }),
    close: async () => {
      stream.end();
      await finished(stream);
    },
  };
}
