import { relative } from 'node:path';
import { run } from 'node:test';
import { inspect } from 'node:util';
import type { Suite } from './suites.ts';

export interface SuiteResult {
  passed: number;
  failed: number;
  skipped: number;
  seconds: number;
  /** How many tests were skipped for each reason. */
  reasons: ReadonlyMap<string, number>;
}

export interface RunOptions {
  root: string;
  files: readonly string[];
  /** Only tests whose names match. */
  namePattern?: string;
  /** Told of each failure at once, as lines. */
  report: (lines: string) => void;
}

/** Runs a suite's files, each in a process of its own. */
export async function runSuite(suite: Suite, options: RunOptions): Promise<SuiteResult> {
  const start = performance.now();
  const tally = new Tally();
  const waiting = [...options.files];
  const worker = async (): Promise<void> => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      await runFile(file, suite.timeoutMs, options, tally);
    }
  };
  await Promise.all(Array.from({ length: suite.concurrency }, worker));
  const { passed, failed, skipped, reasons } = tally;
  return { passed, failed, skipped, reasons, seconds: (performance.now() - start) / 1000 };
}

class Tally {
  passed = 0;
  failed = 0;
  skipped = 0;
  readonly reasons = new Map<string, number>();

  skip(reason: string | boolean): void {
    this.skipped += 1;
    const text = typeof reason === 'string' && reason !== '' ? reason : 'no reason given';
    this.reasons.set(text, (this.reasons.get(text) ?? 0) + 1);
  }
}

/**
 * One call of `run` for each file: its `timeout` is one for tests, and does nothing about a file whose tests have
 * ended and whose process has not. A signal does.
 */
async function runFile(file: string, timeoutMs: number, options: RunOptions, tally: Tally): Promise<void> {
  const controller = new AbortController();
  const tooLong = setTimeout(
    () => controller.abort(new Error(`had not ended after ${timeoutMs / 1000} s`)),
    timeoutMs,
  );
  const output: string[] = [];
  const stream = run({
    files: [file],
    cwd: options.root,
    signal: controller.signal,
    ...(options.namePattern === undefined ? {} : { testNamePatterns: [options.namePattern] }),
  });
  stream.on('test:stdout', ({ message }) => output.push(message));
  stream.on('test:stderr', ({ message }) => output.push(message));
  stream.on('test:pass', ({ details, skip }) => {
    if (skip !== undefined) tally.skip(skip);
    else if (details.type !== 'suite') tally.passed += 1;
  });
  stream.on('test:fail', (failure) => {
    // A suite or file that fails because of a test in it: that one has been told.
    if (failureType(failure.details.error) === 'subtestsFailed') return;
    tally.failed += 1;
    options.report(describe(failure, relative(options.root, file), output));
  });
  for await (const _event of stream);
  clearTimeout(tooLong);
}

function failureType(error: unknown): unknown {
  return (error as { failureType?: unknown } | undefined)?.failureType;
}

function describe(
  failure: { name: string; line?: number | undefined; details: { error?: unknown } },
  file: string,
  output: readonly string[],
): string {
  const { error } = failure.details;
  const cause = (error as { cause?: unknown } | undefined)?.cause ?? error;
  const said = output.join('').trim().split('\n').slice(-30).join('\n');
  return [
    `✖ ${failure.name} (${file}:${failure.line ?? 1})`,
    indent(inspect(cause, { depth: 4 })),
    ...(said === '' ? [] : ['  what the file printed, at its end:', indent(said)]),
    '',
  ].join('\n');
}

function indent(text: string): string {
  return text.replace(/^/gm, '    ');
}
