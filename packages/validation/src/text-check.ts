import type { PathSegment } from '@tiphys/spec';
import type { GlobalOutputs, TextPlace } from './global-outputs.ts';
import type { ProblemList } from './problem-list.ts';
import { eachText } from './texts.ts';
import type { Reference, TemplateVariables } from './variables.ts';

const UNCLOSED = 'Cannot find end tag="}}": a "{{" is never closed';

/** Argo takes what follows in the template's JSON for the rest of the expression. */
const UNCLOSED_EXPRESSION = 'failed to unmarshall JSON expression: a "{{=" is never closed';

/** Whether a reference to another call is known at this place. */
export type CallLookup = (reference: Reference, path: readonly PathSegment[]) => boolean;

/** Looks at every text of a template's part for variables that nothing resolves (Argo's resolveAllVariables). */
export class TextCheck {
  readonly #problems: ProblemList;
  readonly #variables: TemplateVariables;
  readonly #globals: GlobalOutputs;
  readonly #template: string;

  /** @param template its name. */
  constructor(problems: ProblemList, variables: TemplateVariables, globals: GlobalOutputs, template: string) {
    this.#template = template;
    this.#problems = problems;
    this.#variables = variables;
    this.#globals = globals;
  }

  /**
   * @param field what Argo's sentence begins with.
   * @param place that of the texts.
   * @param isKnown asked about what the template's own variables do not resolve.
   */
  texts(
    value: unknown,
    path: readonly PathSegment[],
    field: string,
    place: TextPlace | undefined,
    isKnown: CallLookup = () => false,
  ): void {
    eachText(value, path, (text, at) => {
      const { references, strange, unclosed } = this.#variables.unresolved(text);
      for (const reference of references) {
        if (place !== undefined && this.#globals.knows(reference.name, place)) continue;
        if (!isKnown(reference, at))
          this.#problems.error(at, `${field} failed to resolve {{${reference.content}}}`);
      }
      for (const { content } of strange) {
        this.#problems.warning(at, `{{${content}}} names no variable: it stays as it is`);
      }
      if (unclosed === 'variable') this.#problems.error(at, `${field} ${UNCLOSED}`);
      else if (unclosed === 'expression')
        this.#problems.error(at, `templates.${this.#template} ${UNCLOSED_EXPRESSION}`);
      // Argo looks for the end in all that follows in the template, and mostly finds one somewhere.
      else if (unclosed === 'text') this.#problems.warning(at, UNCLOSED);
    });
  }

  /** Where Argo does not look: what nothing resolves is only worth a warning. */
  hints(value: unknown, path: readonly PathSegment[]): void {
    this.texts(value, path, '', undefined, ({ content }, at) => {
      this.#problems.warning(at, `nothing resolves {{${content}}}`);
      return true;
    });
  }
}
