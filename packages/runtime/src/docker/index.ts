export type { ContainerPolicy } from './create-options.ts';
export { type DockerEndpoint, type DockerEnvironment, resolveDockerEndpoint } from './docker-endpoint.ts';
export { DockerRuntime, type DockerRuntimeOptions } from './docker-runtime.ts';
