export { BROKER_VARIABLES } from './config/broker-variables.ts';
export { type Config, type ConfigSchema, type Environment, readConfig } from './config/read-config.ts';
export { Secret } from './config/secret.ts';
export { SECRETS_KEY_VARIABLES } from './config/secrets-key-variables.ts';
export {
  choice,
  duration,
  flag,
  integer,
  list,
  optionalSecret,
  optionalText,
  secret,
  text,
  type Variable,
} from './config/variable.ts';
export { type ErrorRecord, errorRecord } from './error-record.ts';
export { type GrpcServer, type GrpcServerOptions, startGrpcServer } from './grpc/grpc-server.ts';
export {
  type CallContext,
  type GrpcService,
  grpcService,
  type ServiceDefinitionLike,
  type ServiceMethods,
} from './grpc/grpc-service.ts';
export {
  CODE_TRAILER,
  type ErrorStatus,
  GRPC_STATUS_OF_CODE,
  RETRYABLE_TRAILER,
  statusOfError,
} from './grpc/status-of-error.ts';
export {
  type HealthServer,
  type HealthServerOptions,
  readinessProblems,
  startHealthServer,
} from './health-server.ts';
export { type JsonLoggerOptions, jsonLogger, type LogLevel } from './json-logger.ts';
export { type LogFields, type Logger, silentLogger } from './logger.ts';
export { type Counter, type Histogram, type MetricLabels, type Metrics, silentMetrics } from './metrics.ts';
export { type BackoffOptions, backoffDelay, retryWithBackoff } from './retry-with-backoff.ts';
export {
  type RunServiceOptions,
  runService,
  SERVICE_VARIABLES,
  type ServiceContext,
} from './run-service.ts';
export type { ReadinessCheck, RunningService } from './running-service.ts';
export { listenError, ServiceError, type ServiceErrorCode } from './service-error.ts';
export {
  type RecordedSpans,
  recordingTelemetry,
  startTelemetry,
  type Telemetry,
  type TelemetryOptions,
} from './telemetry/telemetry.ts';
export { passingTracer, type Tracer } from './tracer.ts';
