import type { PathSegment, Template, WorkflowStep } from '@tiphys/spec';
import { validateArguments } from './arguments.ts';
import { callReference, factsOf, hasFact } from './call-variables.ts';
import { validateCallee, validateSupplied } from './calls.ts';
import { fieldNameFaults } from './field-names.ts';
import { validateCallHooks } from './hooks.ts';
import { hasItems, isItemPart, validateLoop } from './loops.ts';
import type { ProblemList } from './problem-list.ts';
import type { CallLookup, TextCheck } from './text-check.ts';
import type { Reference, TemplateVariables } from './variables.ts';
import type { PlacedCall, PlacedTemplate, WorkflowIndex } from './workflow-index.ts';

interface KnownStep {
  group: number;
  /** What it calls; undefined where that is unknown. */
  template: Template | undefined;
  call: WorkflowStep;
}

type KnownSteps = ReadonlyMap<string, KnownStep>;

interface StepsContext {
  problems: ProblemList;
  index: WorkflowIndex;
  placed: PlacedTemplate;
  variables: TemplateVariables;
  check: TextCheck;
  enter(call: PlacedCall, label: string): void;
}

/**
 * A steps template, in the order of Argo's validateSteps.
 *
 * @returns what its outputs may refer to.
 */
export function validateSteps({
  problems,
  index,
  placed,
  variables,
  check,
  enter,
}: StepsContext): CallLookup {
  const { template, path } = placed;
  const known = new Map<string, KnownStep>();
  const names = new Set<string>();
  const looping: WorkflowStep[] = [];
  for (const [groupNumber, group] of (template.steps ?? []).entries()) {
    const field = `templates.${template.name}.steps[${groupNumber}]`;
    for (const [stepNumber, call] of group.entries()) {
      const at = [...path, 'steps', groupNumber, stepNumber];
      const placedCall = { call, path: at, home: placed.home };
      const name = variables.filledIn(call.name);
      const label = `${field}.${name}`;
      validateStepName(problems, call.name, names, at, field);
      known.set(name, { group: groupNumber, call, template: factsOf(index, placedCall) });
      validateLoop(problems, call, at, label);
      validateArguments(problems, call.arguments, [...at, 'arguments'], `${label}.arguments`, true);
      validateCallee(problems, index, placedCall, label, enter);
      validateCallHooks(problems, index, placedCall, label);
      const hasHandler = (call.onExit ?? '') !== '' || call.hooks?.exit !== undefined;
      if (hasItems(call)) looping.push(call);
      const isKnownHere: CallLookup = (reference, where) => {
        // Argo forgets no item before the end of the template.
        if (looping.some((known) => isItemPart(known, reference))) return true;
        const own = callReference(reference, 'steps')?.call === name;
        if (!isKnown(known, reference, own && !hasHandler, own)) return false;
        if (!own) warnOfSameGroup(problems, known, reference, groupNumber, where);
        return true;
      };
      check.texts({ ...call, inline: undefined }, at, `templates.${template.name}.steps`, call, isKnownHere);
      validateSupplied(problems, index, placedCall, label);
    }
  }
  return (reference) => isKnown(known, reference, false);
}

/** What stays the same for as long as the steps run. */
const IN_NAMES =
  /\{\{\s*(?:inputs\.parameters\.[-\w]+|workflow\.(?:parameters\.[-\w]+|name|namespace|uid))\s*\}\}/g;
const IN_NAMES_TEXT =
  'inputs.parameters.*, workflow.parameters.*, workflow.name, workflow.namespace and workflow.uid';

/** Of a name that is built, what stands around the variables (Argo's isValidStepName). */
function validateStepName(
  problems: ProblemList,
  name: string,
  names: Set<string>,
  path: readonly PathSegment[],
  field: string,
): void {
  const at = [...path, 'name'];
  if (name === '') {
    problems.error(at, `${field}.name is required`);
    return;
  }
  if (names.has(name)) problems.error(at, `${field}.name '${name}' is not unique`);
  names.add(name);
  const skeleton = name.replace(IN_NAMES, 'x');
  if (skeleton.includes('{{')) {
    const rule = `only ${IN_NAMES_TEXT} can stand in the name of a step`;
    problems.error(at, `${field}.name '${name}' is invalid: ${fieldNameFaults(name)}; ${rule}`);
    return;
  }
  const faults = fieldNameFaults(skeleton);
  if (faults !== '') problems.error(at, `${field}.name '${name}' is invalid: ${faults}`);
}

/**
 * Whether a step's fact is known: of the steps before it, and its status of a step itself.
 *
 * @param statusOnly for a step that has no exit handler and refers to itself.
 */
function isKnown(known: KnownSteps, reference: Reference, statusOnly: boolean, isOwn = false): boolean {
  const asked = callReference(reference, 'steps');
  const step = known.get(asked?.call ?? '');
  if (asked === undefined || step === undefined) return false;
  if (asked.fact === 'status') return true;
  return !statusOnly && hasFact(step.template, asked.fact, isOwn ? undefined : step.call);
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
