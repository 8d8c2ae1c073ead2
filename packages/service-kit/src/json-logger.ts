import { context, trace } from '@opentelemetry/api';
import { destination, type Logger as PinoLogger, pino } from 'pino';
import { errorRecord } from './error-record.ts';
import type { LogFields, Logger } from './logger.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

export interface JsonLoggerOptions {
  /** Written with every line as `service`. */
  service: string;
  /** Default `info`. */
  level?: LogLevel;
  /** Default: this process's stdout. */
  stream?: { write(line: string): void };
}

/**
 * One line of JSON a message: `level`, `time` (RFC 3339), `service`, `traceId` and `spanId` inside a span, the
 * fields, `msg`. A field `error` is written with its code and causes; a field that looks like a secret by its name is
 * not written.
 */
export function jsonLogger(options: JsonLoggerOptions): Logger {
  const logger = pino(
    {
      level: options.level ?? 'info',
      base: { service: options.service },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      mixin: traceFields,
      serializers: { error: (thrown) => errorRecord(thrown) },
      redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`]), censor: '[secret]' },
    },
    // Synchronous: the last lines before a crash are the ones that are wanted.
    options.stream ?? destination({ fd: 1, sync: true }),
  );
  return wrap(logger);
}

const SECRETS = ['password', 'secret', 'token', 'authorization', 'env'];

function traceFields(): object {
  const span = trace.getSpanContext(context.active());
  return span === undefined ? {} : { traceId: span.traceId, spanId: span.spanId };
}

function wrap(logger: PinoLogger): Logger {
  return {
    debug: (message, fields) => logger.debug(fields ?? {}, message),
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    error: (message, fields) => logger.error(fields ?? {}, message),
    child: (fields: LogFields) => wrap(logger.child(fields)),
  };
}
