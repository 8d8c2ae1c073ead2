import type { SuiteResult } from './run-suite.ts';

/** One line of the closing table. */
export interface Row {
  suite: string;
  result: SuiteResult;
  /** What its tests ran on, as in `docker 20.10.24, nats-server 2.14.0`. */
  ranOn: string;
}

const HEADINGS = ['suite', 'tests', 'passed', 'failed', 'skipped', 'seconds', 'ran on'];
/** All but the first and last column are numbers. */
const LAST = HEADINGS.length - 1;

/** The table, why tests were skipped, and as the last line `N passed, N failed, N skipped`. */
export function closingReport(rows: readonly Row[]): string {
  const reasons = rows.flatMap(({ suite, result }) =>
    [...result.reasons].map(([reason, count]) => `skipped in ${suite}: ${count} × ${reason}`),
  );
  return ['', ...table(rows), '', ...reasons, ...(reasons.length > 0 ? [''] : []), summary(rows)].join('\n');
}

function table(rows: readonly Row[]): string[] {
  const cells = rows.map(({ suite, result, ranOn }) => {
    const { passed, failed, skipped, seconds } = result;
    const numbers = [passed + failed + skipped, passed, failed, skipped].map(String);
    return [suite, ...numbers, seconds.toFixed(1), ranOn];
  });
  const lines = [HEADINGS, ...cells];
  const widths = HEADINGS.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  return lines.map((line) =>
    line
      .map((cell, column) => {
        if (column === LAST) return cell;
        return column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
      })
      .join('  '),
  );
}

function summary(rows: readonly Row[]): string {
  const total = (of: (result: SuiteResult) => number): number =>
    rows.reduce((sum, { result }) => sum + of(result), 0);
  const skipped = total((result) => result.skipped);
  const passed = `${total((result) => result.passed)} passed, ${total((result) => result.failed)} failed`;
  return skipped === 0 ? passed : `${passed}, ${skipped} skipped`;
}
