import type { Template } from '@tiphys/spec';
import { dagGraph } from './dag-graph.ts';
import { isVariable } from './variables.ts';
import type { PlacedCall, PlacedTemplate, WorkflowIndex } from './workflow-index.ts';

/** A text's place: a template that does something itself, a step or task, or the outputs of steps and DAGs. */
export type TextPlace = PlacedTemplate | PlacedCall['call'] | NonNullable<Template['outputs']>;

const OUTPUT = /^workflow\.outputs\.(parameters|artifacts)\./;

/**
 * Outputs with a globalName, which a text knows as `workflow.outputs.*` where a call that puts one out comes before
 * it. Argo comes by the templates in the order of their calls from the entrypoint on, each once, then by the handler,
 * then by the rest (validate.go: addOutputsToScope); so does this.
 */
export class GlobalOutputs {
  readonly #index: WorkflowIndex;
  readonly #met = new Set<PlacedTemplate>();
  readonly #since = new Map<string, number>();
  readonly #places = new Map<TextPlace, number>();
  /** Steps and DAGs that call what has an output whose name is only known when the workflow runs: they know all. */
  readonly #open = new Map<TextPlace, Set<string>>();
  #now = 0;

  constructor(index: WorkflowIndex) {
    this.#index = index;
    const { spec } = index.workflow;
    if (!index.templates.some(({ template }) => globalNames(template).length > 0)) return;
    const entry = index.byName.get(spec.entrypoint ?? '');
    this.#walkFrom(entry);
    // Argo forgets those of the entrypoint itself.
    for (const name of entry === undefined ? [] : globalNames(entry.template)) this.#add(name);
    const handler = index.byName.get(spec.onExit ?? '');
    if ((spec.onExit ?? '') !== '' && index.templates.some(({ template }) => hasOpenArtifact(template)))
      this.#add('workflow.outputs.artifacts.');
    this.#walkFrom(handler);
    for (const placed of index.templates) this.#walkFrom(placed);
  }

  /** Whether a text at a place knows `workflow.outputs.parameters.<name>` or `workflow.outputs.artifacts.<name>`. */
  knows(name: string, place: TextPlace): boolean {
    const root = OUTPUT.exec(name)?.[0];
    const at = this.#places.get(place);
    if (root === undefined || at === undefined) return false;
    const isBefore = (known: string): boolean => (this.#since.get(known) ?? at) < at;
    return isBefore(name) || isBefore(root) || this.#open.get(place)?.has(root) === true;
  }

  /** With a stack of its own: templates may call each other in a long chain. */
  #walkFrom(root: PlacedTemplate | undefined): void {
    const work: (() => void)[] = root === undefined ? [] : [() => this.#enter(root, work)];
    for (let next = work.pop(); next !== undefined; next = work.pop()) next();
  }

  #enter(placed: PlacedTemplate, work: (() => void)[]): void {
    if (this.#met.has(placed)) return;
    this.#met.add(placed);
    const { template } = placed;
    const open = new Set<string>();
    const todo: (() => void)[] = [];
    const enter = ({ call, home }: PlacedCall): void => {
      const called = this.#index.called(call, home);
      if (called.kind === 'placed') this.#enter(called.placed, work);
    };
    const add = ({ call, home }: PlacedCall): void => {
      const called = this.#index.called(call, home);
      for (const name of called.kind === 'placed' ? globalNames(called.placed.template) : []) {
        if (isVariable(name)) open.add(OUTPUT.exec(name)?.[0] ?? '');
        else this.#add(name);
      }
    };
    const look = ({ call }: PlacedCall): void => this.#place(call, open);
    if (template.steps !== undefined) {
      for (const step of placed.calls) {
        const { onExit = '', hooks } = step.call;
        const hasHandler = onExit !== '' || hooks?.exit !== undefined;
        todo.push(() => enter(step));
        if (hasHandler) todo.push(() => add(step));
        todo.push(
          () => look(step),
          () => add(step),
        );
      }
    } else if (template.dag !== undefined) {
      const tasks = dagGraph(template.dag.tasks).order.flatMap((number) => placed.calls[number] ?? []);
      for (const task of tasks) {
        todo.push(
          () => enter(task),
          () => add(task),
        );
      }
      for (const task of tasks) todo.push(() => look(task));
    } else this.#place(placed, open);
    if (template.outputs !== undefined) {
      const { outputs } = template;
      todo.push(() => this.#place(outputs, open));
    }
    work.push(...todo.reverse());
  }

  #add(name: string): void {
    this.#now += 1;
    if (!this.#since.has(name)) this.#since.set(name, this.#now);
  }

  #place(place: TextPlace, open: ReadonlySet<string>): void {
    this.#now += 1;
    this.#places.set(place, this.#now);
    this.#open.set(place, new Set(open));
  }
}

/** As they are referred to. */
function globalNames({ outputs }: Template): string[] {
  const named = (kind: string, list: readonly { globalName?: string }[] = []): string[] =>
    list.flatMap(({ globalName = '' }) =>
      globalName === '' ? [] : `workflow.outputs.${kind}.${globalName}`,
    );
  return [...named('parameters', outputs?.parameters), ...named('artifacts', outputs?.artifacts)];
}

function hasOpenArtifact({ outputs }: Template): boolean {
  return (outputs?.artifacts ?? []).some(({ globalName = '' }) => isVariable(globalName));
}
