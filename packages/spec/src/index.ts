export { fnv1a32, nodeId, podName } from './node-id.ts';
export type * from './types/container.ts';
export type * from './types/metadata.ts';
export type * from './types/parameters.ts';
export type * from './types/template.ts';
export type * from './types/workflow.ts';
