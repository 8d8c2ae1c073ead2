/** A group of test files that need the same and may run beside each other. */
export interface Suite {
  name: string;
  /** What its tests run on, for the table. */
  needs: readonly ('docker' | 'nats' | 'postgres' | 'shared')[];
  /** Files at a time, on two cores. */
  concurrency: number;
  /** For one file, in milliseconds. */
  timeoutMs: number;
}

const MINUTE = 60_000;

/** In the order in which they run: what fails fast comes first. */
export const SUITES: readonly Suite[] = [
  { name: 'unit', needs: [], concurrency: 2, timeoutMs: 3 * MINUTE },
  {
    name: 'conformance',
    needs: ['docker', 'nats', 'postgres', 'shared'],
    concurrency: 1,
    timeoutMs: 10 * MINUTE,
  },
  { name: 'sim', needs: [], concurrency: 2, timeoutMs: 15 * MINUTE },
  { name: 'integration', needs: ['nats', 'postgres'], concurrency: 2, timeoutMs: 5 * MINUTE },
  // One after the other: what a container leaves behind must have one culprit.
  { name: 'docker', needs: ['docker'], concurrency: 1, timeoutMs: 10 * MINUTE },
  { name: 'e2e', needs: ['docker', 'nats', 'postgres'], concurrency: 1, timeoutMs: 10 * MINUTE },
  { name: 'chaos', needs: ['docker', 'nats', 'postgres'], concurrency: 1, timeoutMs: 15 * MINUTE },
];

/** Folders that hold tests. */
export const TEST_ROOTS = [
  'packages',
  'services',
  'cli',
  'bench',
  'conformance',
  'examples',
  'scripts',
  'test',
];

/** What a test file calls that cannot do without containers. */
const USES_DOCKER =
  /\b(dockerMissing|dockerAvailable|testDocker|ensureBusyboxImage|ensureWhalesayImage|docker-pods)\b/;

/**
 * The suite of a test file.
 *
 * @param path from the root of the repository, with `/`.
 * @param text its source: a test that asks the testkit for Docker is one that needs it.
 */
export function suiteOf(path: string, text: string): string {
  if (path.startsWith('conformance/') || path.includes('/conformance/')) return 'conformance';
  const area = /^test\/(?:src\/)?(e2e|chaos|sim)\//.exec(path)?.[1];
  if (area !== undefined) return area;
  if (!path.endsWith('.int.test.ts')) return 'unit';
  return USES_DOCKER.test(text) ? 'docker' : 'integration';
}
