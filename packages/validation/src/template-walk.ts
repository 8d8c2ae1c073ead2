import type { Arguments, PathSegment } from '@tiphys/spec';
import { unsuppliedInputs } from './arguments.ts';
import { MAX_DEPTH } from './call-graph.ts';
import type { GlobalOutputs } from './global-outputs.ts';
import { joined, type ProblemList } from './problem-list.ts';
import { problemsWith } from './referred-problems.ts';
import { validateTemplate } from './templates.ts';
import type { KnownVariables } from './variables.ts';
import {
  calledTemplate,
  type PlacedCall,
  type PlacedTemplate,
  type WorkflowIndex,
} from './workflow-index.ts';

/** What the templates of a workflow may refer to, apart from their own. */
export interface WalkSurroundings {
  globals: GlobalOutputs;
  variablesOf(placed: PlacedTemplate): KnownVariables;
}

/** How a template is come by. */
interface Arrival {
  /** The calls that lead to it, as Argo's sentences have them: `templates.main.steps[0].a templates.b.tasks.c`. */
  via: string;
  /** How many they are. */
  depth: number;
}

/**
 * Looks at templates in the order in which Argo's validator comes by them, along their calls and each once, so that
 * what it would say is what is said first, in the same words (validateTemplateHolder, validateTemplate).
 */
export class TemplateWalk {
  readonly #problems: ProblemList;
  readonly #index: WorkflowIndex;
  readonly #surroundings: WalkSurroundings;
  readonly #met = new Set<PlacedTemplate>();

  constructor(problems: ProblemList, index: WorkflowIndex, surroundings: WalkSurroundings) {
    this.#problems = problems;
    this.#index = index;
    this.#surroundings = surroundings;
  }

  /** The entrypoint, or the workflow's handler, with the arguments that it is called with. */
  root(placed: PlacedTemplate, args: Arguments | undefined, path: PathSegment[], submit: boolean): void {
    this.#enter(placed, { via: '', depth: 1 }, args ?? {}, () => {
      for (const input of unsuppliedInputs(placed.template, args, submit)) {
        this.#problems.error(path, `templates.${placed.template.name} inputs.${input} was not supplied`);
      }
    });
  }

  /** One that nothing has led to; `via` says under which name it is looked up. */
  other(placed: PlacedTemplate, via: string): void {
    this.#enter(placed, { via, depth: 1 }, undefined, () => {});
  }

  #enter(
    placed: PlacedTemplate,
    { via, depth }: Arrival,
    suppliedArguments: Arguments | undefined,
    checkArguments: () => void,
  ): void {
    if (this.#met.has(placed)) {
      checkArguments();
      return;
    }
    this.#met.add(placed);
    const { globals, variablesOf } = this.#surroundings;
    validateTemplate(problemsWith(this.#problems, placed).within(via), this.#index, placed, {
      globals,
      variables: variablesOf(placed),
      suppliedArguments,
      checkArguments,
      enter: (call, label) => this.#called(call, { via: joined(via, label), depth: depth + 1 }),
    });
  }

  /** What is too deep to be come by like this gets its turn as a template that nothing has led to. */
  #called({ call, home }: PlacedCall, arrival: Arrival): void {
    const called = calledTemplate(this.#index, call, home);
    if (called !== undefined && arrival.depth <= MAX_DEPTH) this.#enter(called, arrival, undefined, () => {});
  }
}
