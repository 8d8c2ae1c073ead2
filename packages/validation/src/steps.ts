import type { PathSegment, Template, WorkflowStep } from '@tiphys/spec';
import { callReference, factsOf, hasFact } from './call-variables.ts';
import { validateCall } from './calls.ts';
import { fieldNameFaults } from './field-names.ts';
import { hasItems, isItemPart } from './loops.ts';
import type { ProblemList } from './problem-list.ts';
import { TextCheck } from './text-check.ts';
import type { Reference, TemplateVariables } from './variables.ts';
import type { PlacedTemplate, WorkflowIndex } from './workflow-index.ts';

interface KnownStep {
  group: number;
  /** What it calls; undefined where that is unknown. */
  template: Template | undefined;
  call: WorkflowStep;
}

type KnownSteps = ReadonlyMap<string, KnownStep>;

/** A steps template (Argo's validateSteps). */
export function validateSteps(
  problems: ProblemList,
  index: WorkflowIndex,
  placed: PlacedTemplate,
  variables: TemplateVariables,
): void {
  const { template, path } = placed;
  const known = new Map<string, KnownStep>();
  const check = new TextCheck(problems, variables);
  const looping: WorkflowStep[] = [];
  for (const [groupNumber, group] of (template.steps ?? []).entries()) {
    for (const [stepNumber, call] of group.entries()) {
      const at = [...path, 'steps', groupNumber, stepNumber];
      validateStepName(problems, call.name, known, at);
      known.set(call.name, {
        group: groupNumber,
        call,
        template: factsOf(index, { call, home: placed.home }),
      });
      validateCall(problems, index, { call, path: at, home: placed.home });
      const hasHandler = (call.onExit ?? '') !== '' || call.hooks?.exit !== undefined;
      if (hasItems(call)) looping.push(call);
      check.texts({ ...call, inline: undefined }, at, (reference, where) => {
        // Argo forgets no item before the end of the template.
        if (looping.some((known) => isItemPart(known, reference))) return true;
        const own = callReference(reference, 'steps')?.call === call.name;
        if (!isKnown(known, reference, own && !hasHandler)) return false;
        if (!own) warnOfSameGroup(problems, known, reference, groupNumber, where);
        return true;
      });
    }
  }
  check.texts(template.outputs, [...path, 'outputs'], (reference) => isKnown(known, reference, false));
}

function validateStepName(
  problems: ProblemList,
  name: string,
  known: KnownSteps,
  path: readonly PathSegment[],
): void {
  const at = [...path, 'name'];
  if (name === '') {
    problems.error(at, 'name is required');
    return;
  }
  if (known.has(name)) problems.error(at, `name '${name}' is not unique`);
  if (name.includes('{{')) {
    problems.error(at, 'a variable in the name of a step is not supported yet');
    return;
  }
  const faults = fieldNameFaults(name);
  if (faults !== '') problems.error(at, `name '${name}' is invalid: ${faults}`);
}

/**
 * Whether a step's fact is known: of the steps before it, and its status of a step itself.
 *
 * @param statusOnly for a step that has no exit handler and refers to itself.
 */
function isKnown(known: KnownSteps, reference: Reference, statusOnly: boolean): boolean {
  const asked = callReference(reference, 'steps');
  const step = known.get(asked?.call ?? '');
  if (asked === undefined || step === undefined) return false;
  if (asked.fact === 'status') return true;
  return !statusOnly && hasFact(step.template, asked.fact, step.call);
}

function warnOfSameGroup(
  problems: ProblemList,
  known: KnownSteps,
  reference: Reference,
  group: number,
  path: readonly PathSegment[],
): void {
  const asked = callReference(reference, 'steps');
  if (asked === undefined || known.get(asked.call)?.group !== group) return;
  problems.warning(
    path,
    `{{${reference.content}}} will not be resolved: the step '${asked.call}' is in the same group, and runs at the same time`,
  );
}
