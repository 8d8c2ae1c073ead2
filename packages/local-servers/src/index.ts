export { freePort } from './listen-port.ts';
export {
  type LifetimeOptions,
  type LocalServer,
  LocalServerError,
  type LocalServerErrorCode,
  type ServerExit,
} from './local-server.ts';
export { hasEnded, type ProcessIdentity, processIdentity } from './process-identity.ts';
export { portOwner } from './process-table.ts';
export { serverVersions } from './server-versions.ts';
export { type NatsOptions, startNats } from './start-nats.ts';
export { type PostgresOptions, startPostgres } from './start-postgres.ts';
export { type SupervisedOptions, type SupervisedProcess, startSupervised } from './supervised-process.ts';
