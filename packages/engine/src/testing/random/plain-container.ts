import type { Container } from '@tiphys/spec';

/** What most templates run. */
export const container: Container = { image: 'busybox', command: ['echo'], args: ['{{workflow.name}}'] };
