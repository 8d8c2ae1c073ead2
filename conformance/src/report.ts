import { type CaseResult, PARTS } from './case-result.ts';

const LONGEST = 400;

/** One line for a case that failed, with what was expected and what came. */
export function failureLine({ part, id, outcome }: CaseResult): string | undefined {
  if (outcome.status !== 'failed') return undefined;
  return `${part} ${id}: expected ${oneLine(outcome.expected)}; actual ${oneLine(outcome.actual)}`;
}

/** How many passed, failed and were skipped: by part and class, then by feature, then why some were skipped. */
export function tables(results: readonly CaseResult[]): string[] {
  const byClass = new Map<string, Tally>();
  const byFeature = new Map<string, Tally>();
  const reasons = new Map<string, number>();
  for (const part of PARTS) {
    for (const result of results.filter((one) => one.part === part)) {
      count(byClass, `${part} / ${result.class}`, result);
      for (const feature of result.features) count(byFeature, feature, result);
      if (result.outcome.status === 'skipped') {
        const reason = `${part}: ${result.outcome.reason}`;
        reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      }
    }
  }
  const features = new Map([...byFeature].sort(([one], [other]) => (one < other ? -1 : 1)));
  return [
    ...table('class', byClass),
    '',
    ...table('feature', features),
    ...(reasons.size === 0 ? [] : ['', 'skipped:']),
    ...[...reasons]
      .sort(([, one], [, other]) => other - one)
      .map(([reason, times]) => `  ${times} x ${oneLine(reason)}`),
  ];
}

/** The last line. */
export function total(results: readonly CaseResult[]): string {
  const { passed, failed, skipped } = tally(results);
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

function tally(results: readonly CaseResult[]): Tally {
  const counts: Tally = { passed: 0, failed: 0, skipped: 0 };
  for (const { outcome } of results) counts[outcome.status] += 1;
  return counts;
}

function count(tallies: Map<string, Tally>, name: string, { outcome }: CaseResult): void {
  const counts = tallies.get(name) ?? { passed: 0, failed: 0, skipped: 0 };
  counts[outcome.status] += 1;
  tallies.set(name, counts);
}

function table(heading: string, tallies: ReadonlyMap<string, Tally>): string[] {
  const width = Math.max(heading.length, ...[...tallies.keys()].map((name) => name.length));
  const line = (name: string, ...cells: (string | number)[]): string =>
    `${name.padEnd(width)}${cells.map((cell) => String(cell).padStart(9)).join('')}`;
  return [
    line(heading, 'passed', 'failed', 'skipped'),
    ...[...tallies].map(([name, { passed, failed, skipped }]) => line(name, passed, failed, skipped)),
  ];
}

function oneLine(text: string): string {
  const line = text.replaceAll('\n', '\\n');
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}...` : line;
}
