import type { Artifact } from './artifact.ts';
import type { ConfigMapKeySelector } from './environment.ts';

/**
 * Argo's AnyString (Parameter.value, default, enum): a string on output whatever scalar was written.
 * The parser turns numbers and booleans into text as Argo does (`1.0` -> `1`, `true` -> `true`).
 */
export type AnyString = string;

/** Where an output parameter's value comes from. */
export interface ValueFrom {
  /** A file inside the finished container. */
  path?: string;
  /** A reference such as `{{tasks.a.outputs.result}}`; outputs of steps and DAG templates only. */
  parameter?: string;
  /** An expr-lang expression; outputs of steps and DAG templates only. */
  expression?: string;
  /** Given by whoever submits the workflow, or resumes the suspended node that puts it out. */
  supplied?: Record<string, never>;
  /** Of inputs and of the workflow's arguments: read when the template, or the workflow, starts. */
  configMapKeyRef?: ConfigMapKeySelector;
  /** Used when the source has no value. */
  default?: AnyString;
}

export interface Parameter {
  name: string;
  value?: AnyString;
  default?: AnyString;
  valueFrom?: ValueFrom;
  globalName?: string;
  enum?: AnyString[];
  description?: string;
}

/** Values handed to a template, or to the workflow. */
export interface Arguments {
  parameters?: Parameter[];
  artifacts?: Artifact[];
}

export interface Inputs {
  parameters?: Parameter[];
  artifacts?: Artifact[];
}

/** What a template declares, and what a finished node has. */
export interface Outputs {
  parameters?: Parameter[];
  artifacts?: Artifact[];
  /** Standard output of a container or script, trailing newline removed, at most 256 KiB. */
  result?: string;
  /** Decimal text, as Argo writes it. */
  exitCode?: string;
}
