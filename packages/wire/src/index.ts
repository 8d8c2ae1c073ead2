export { HealthCheckResponse_ServingStatus, HealthService } from './gen/grpc/health/v1/health.ts';
export { WireError, type WireErrorCode } from './wire-error.ts';
