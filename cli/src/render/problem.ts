import type { Style } from './style.ts';
import { oneLine, paint } from './style.ts';

export interface ProblemView {
  readonly source: string;
  readonly line?: number;
  readonly path: string;
  readonly message: string;
  readonly severity: 'error' | 'warning';
}

/** `wf.yaml:12 spec.templates[2].http: not supported yet` */
export function problemText({ source, line, path, message }: ProblemView): string {
  const place = line === undefined ? source : `${source}:${line}`;
  return oneLine(path === '' ? `${place} ${message}` : `${place} ${path}: ${message}`);
}

export interface LintedFile {
  readonly source: string;
  readonly objects: readonly { name: string; kind: string; problems: readonly ProblemView[] }[];
}

export type LintOutput = 'pretty' | 'simple';

const INDENTATION = '   ';

/** The problems of one file as `argo lint` lists them, here with a place for each; nothing when there is none. */
export function renderLint(file: LintedFile, output: LintOutput, style: Style): string {
  const lines = file.objects.flatMap(({ name, kind, problems }) =>
    problems.map((problem) => {
      if (output === 'simple') return `${problemText(problem)}\n`;
      const mark = problem.severity === 'error' ? paint(style, 'red', '✖') : paint(style, 'yellow', '⚠');
      const owner = name === '' ? '' : `in "${oneLine(name)}" (${kind}): `;
      return `${INDENTATION}${mark} ${owner}${problemText(problem)}\n`;
    }),
  );
  if (lines.length === 0) return '';
  if (output === 'simple') return lines.join('');
  return `${paint(style, 'underline', file.source)}:\n${lines.join('')}\n`;
}

/** The last line of a lint. */
export function renderLintSummary(files: readonly LintedFile[], output: LintOutput, style: Style): string {
  const objects = files.flatMap((file) => file.objects);
  const errors = objects.flatMap(({ problems }) =>
    problems.filter(({ severity }) => severity === 'error'),
  ).length;
  if (objects.length === 0) {
    const text = 'found nothing to lint in the specified paths, failing...';
    return output === 'simple' ? `${text}\n` : `${paint(style, 'red', `✖ ${text}`)}\n`;
  }
  if (errors === 0) {
    return output === 'simple'
      ? 'no linting errors found!\n'
      : `${paint(style, 'green', '✔')} no linting errors found!\n`;
  }
  return output === 'simple' ? '' : `${paint(style, 'red', `✖ ${errors} linting errors found!`)}\n`;
}
