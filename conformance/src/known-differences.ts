import type { Part } from './case-result.ts';

interface KnownDifference {
  part: Part;
  /** What expected and actual say where the difference is this one. */
  says: RegExp;
  reason: string;
}

/** Differences from Argo that are meant, by what they look like. */
export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    part: 'expressions',
    says: /Cannot find end tag=.*Cannot find end tag=/s,
    reason: 'an unclosed tag: the same error, but it shows the text and not the JSON of the text',
  },
  {
    part: 'traces',
    says: /memoization configmap doesn't have \S+ label/,
    reason: 'its cache is a ConfigMap without a label; caches are no ConfigMaps here',
  },
];
