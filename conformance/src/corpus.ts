import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TraceStep } from '@tiphys/engine/testing';
import type { RecordedCase } from '@tiphys/expression/testing';
import { parseYaml } from '@tiphys/spec';

/** One manifest of a corpus, and what is known of it; `index.jsonl` has one a line. */
export interface WorkflowRow {
  id: string;
  /** Of the manifest, from the corpus' folder. */
  file: string;
  class: string;
  features?: string[];
  kinds?: string[];
  /** Image names, and how often each is used. */
  images?: Record<string, number>;
  /** What is run in an image, and the programs that this calls. */
  imageCommands?: Record<string, string[]>;
  imageTools?: Record<string, string[]>;
  /** What has to be there besides: configmap, pvc, ... */
  needs?: string[];
  /** Templates that have to be there, with the rows that have them. */
  requires?: { kind: string; name: string; providedBy: string[] }[];
  expected?: {
    /** One or several, with `|` between. */
    phase?: string;
    /** The phase is reached only after these. */
    interactive?: string[];
    /** Pods were faked: a real run may end otherwise. */
    simulated?: boolean;
    /** Inferred from a folder's name. */
    weak?: boolean;
    lint?: 'valid' | 'error';
    text?: string;
  };
  /** What says so, such as `e2e-test:` and the name of a test. */
  expectedBasis?: string;
  /** What Argo's validator said of each document; null: it is valid. */
  lintOracle?: LintOracle[];
  /** Why it cannot be run without Kubernetes. */
  k8sOnly?: string[];
  tests?: { test: string; phase?: string; actions?: string[]; waitFor?: string[] }[];
}

export interface LintOracle {
  kind: string;
  name?: string;
  create: string | null;
  lint: string | null;
  parseError?: boolean | string;
}

/** What the real controller was recorded to do; the replayable ones are `fresh` and have `setPodsOnly`. */
export interface TraceRow {
  id: string;
  /** The row with the workflow, and with what it needs. */
  corpusId?: string;
  fresh: boolean;
  setPodsOnly: boolean;
  metadata: Record<string, unknown>;
  spec: Record<string, unknown>;
  steps: TraceStep[];
}

/** A folder of cases: `index.jsonl` with the manifests that it names, `expressions.jsonl` and `traces.jsonl`. */
export class Corpus {
  readonly folder: string;
  readonly rows: readonly WorkflowRow[];
  readonly expressions: readonly RecordedCase[];
  readonly traces: readonly TraceRow[];
  readonly #all: ReadonlyMap<string, WorkflowRow>;

  private constructor(
    folder: string,
    cases: Pick<Corpus, 'rows' | 'expressions' | 'traces'>,
    all: ReadonlyMap<string, WorkflowRow>,
  ) {
    this.folder = folder;
    this.rows = cases.rows;
    this.expressions = cases.expressions;
    this.traces = cases.traces;
    this.#all = all;
  }

  /** @throws Error where the folder has none of the three files, or a line is no JSON. */
  static read(folder: string): Corpus {
    if (
      !['index.jsonl', 'expressions.jsonl', 'traces.jsonl'].some((name) => existsSync(join(folder, name)))
    ) {
      throw new Error(`${folder} has neither index.jsonl nor expressions.jsonl nor traces.jsonl`);
    }
    const rows = readLines<WorkflowRow>(join(folder, 'index.jsonl'));
    const expressions = readLines<RecordedCase>(join(folder, 'expressions.jsonl'));
    const traces = readLines<TraceRow>(join(folder, 'traces.jsonl'));
    return new Corpus(folder, { rows, expressions, traces }, new Map(rows.map((row) => [row.id, row])));
  }

  /** The cases whose id has the text in it; `row` still finds the others. */
  only(text: string): Corpus {
    const chosen = <T extends { id: string }>(cases: readonly T[]) =>
      cases.filter(({ id }) => id.includes(text));
    const { rows, expressions, traces } = this;
    const cases = { rows: chosen(rows), expressions: chosen(expressions), traces: chosen(traces) };
    return new Corpus(this.folder, cases, this.#all);
  }

  /** The text of a row's manifest. */
  text(row: WorkflowRow): string {
    return readFileSync(join(this.folder, row.file), 'utf8');
  }

  /** The documents of a row's manifest, as they stand there. */
  manifests(row: WorkflowRow): unknown[] {
    return parseYaml(this.text(row)).documents.map(({ value }) => value);
  }

  ids(): Iterable<string> {
    return this.#all.keys();
  }

  row(id: string): WorkflowRow | undefined {
    return this.#all.get(id);
  }
}

/** None where the file is not there. */
function readLines<T>(file: string): T[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      return [JSON.parse(line) as T];
    } catch (error) {
      throw new Error(`${file}:${index + 1}: ${(error as Error).message}`);
    }
  });
}
