export { connectPostgresReadModel, type PostgresReadModelOptions } from './connect.ts';
export { PostgresReadModel } from './postgres-read-model.ts';
