import type { TraceStep } from '@tiphys/engine/testing';

type Look = Extract<TraceStep, { op: 'operate' }>;

const DONE = ['Succeeded', 'Failed', 'Error', 'Skipped', 'Omitted'];
const GROUPS = ['DAG', 'Steps', 'Retry', 'TaskGroup', 'StepGroup'];

/**
 * Why a trace differs where it is meant to: docs/compatibility.md has each of these, but for the first two, which are
 * the recording's. Undefined: nobody knows, which is a defect.
 */
export function explanationOf(
  all: readonly string[],
  { spec, steps = [] }: { spec: unknown; steps?: readonly TraceStep[] },
): string | undefined {
  const differences = all.filter((line) => !isOrderOfTasks(line) && !isTextOfTime(line));
  const [first] = differences;
  if (first === undefined) return 'the order of what a DAG begins together, or the text of a time';
  const step = /^step (\d+):/.exec(first)?.[1];
  const looks = steps.filter((one): one is Look => one.op === 'operate');
  const last = looks.at(-1);
  const here = step === undefined ? looks : [steps[Number(step)] as Look];
  const start = differences.filter((line) => line.startsWith(`step ${step}:`)).join('\n');
  const text = differences.join('\n');
  const group = groupWithHandler(text);
  if ([...here, ...(last === undefined ? [] : [last])].some(leavesBehind))
    return 'Argo leaves behind what runs';
  if (last !== undefined && last === here[0] && neverEnds(last)) return 'Argo never ends';
  if (JSON.stringify(spec).includes('"daemon":true') && isForgotten(start))
    return 'the exit handler of a daemon, which Argo forgets';
  const words = explanationOfWords(text, start, first, steps);
  if (words !== undefined) return words;
  if (group !== undefined && looks.some(({ nodes }) => nodes?.[group]?.type === 'TaskGroup'))
    return 'the group of a loop has a handler in Argo';
  if (/in Argo "failed to resolve \{\{(steps|tasks)\.\w+\./.test(start))
    return "a handler's arguments in a loop over maps or lists";
  if (text.includes('Max parallelism reached'))
    return 'a handler that finds no place fails the workflow in Argo';
  if (/in Argo "retry exceeded workflow deadline/.test(start))
    return 'the deadline of the workflow ends retries of handlers in Argo';
  const [look] = here;
  if (look !== undefined && start.split('\n').some((line) => endsByAnotherBranch(line, look)))
    return 'Argo loses the failure of a task, or takes that of a handler, for a target of a DAG that never ran';
  return undefined;
}

function explanationOfWords(
  text: string,
  start: string,
  first: string,
  steps: readonly TraceStep[],
): string | undefined {
  const traced = JSON.stringify(steps);
  const last = steps.at(-1);
  const isOver = last?.op === 'operate' && DONE.includes(last.phase);
  if (text.includes('error in entry template execution'))
    return 'an entry template that errs has no handler in Argo';
  if (text.includes('unable to evaluate expression'))
    return 'an expression of a hook that cannot be evaluated';
  if (
    /not in the trace \(Error: .*(failed to resolve|is missing|absent)/.test(start) ||
    (!isOver && text.includes('failed to resolve'))
  )
    return 'Argo waits for ever for what is not there';
  if (/in Argo "Backoff for/.test(text) || (first.startsWith('cannot be') && traced.includes('"Backoff for')))
    return 'Argo waits before it asks whether to retry';
  if (
    /in Argo "(step group deemed errored due to child|Invalid 'when')/.test(start) &&
    start.includes('"Running", in Argo')
  )
    return 'a step errs by itself, and Argo does not wait for the others';
  const ofHooks = explanationOfHooks(start, traced);
  if (ofHooks !== undefined) return ofHooks;
  if (/unexpected end of JSON|invalid character/.test(start)) return 'a result of a loop that is no JSON';
  return undefined;
}

function explanationOfHooks(start: string, traced: string): string | undefined {
  const notInTrace = /(\S+)\.onExit: not in the trace/.exec(start)?.[1];
  if (notInTrace === undefined || !traced.includes('.hooks.')) return undefined;
  const comesLater = traced.includes(`"${notInTrace}.onExit"`);
  return comesLater ? 'a hook holds up the handlers of other steps in Argo' : undefined;
}

/** Argo walks through what a task depends on in random order. */
function isOrderOfTasks(line: string): boolean {
  const [, ours = '', theirs = ''] = /children: "(.*)", in Argo "(.*)"$/.exec(line) ?? [];
  return ours !== '' && ours.split(' ').sort().join() === theirs.split(' ').sort().join();
}

function isTextOfTime(line: string): boolean {
  const [, ours = '', theirs = ''] = /message: "(.*)", in Argo "(.*)"$/.exec(line) ?? [];
  const without = (message: string) => message.replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/, '');
  return ours !== '' && without(ours) === without(theirs);
}

/** A DAG that has ended in both, with a target that never ran, and a task with retries and a handler or a failure. */
function endsByAnotherBranch(line: string, { nodes = {} }: Look): boolean {
  const [, name = '', ours = '', theirs = ''] =
    /^step \d+: (\S+) phase: "(\w+)", in Argo "(\w+)"$/.exec(line) ?? [];
  const dag = nodes[name === 'workflow' ? 'w' : name];
  if (dag?.type !== 'DAG' || !DONE.includes(ours) || !DONE.includes(theirs)) return false;
  const within = Object.entries(nodes).filter(([task]) =>
    task.startsWith(`${name === 'workflow' ? 'w' : name}.`),
  );
  const hasUnrun = within.some(([, { phase }]) => phase === 'Omitted' || phase === 'Skipped');
  const hasHandledRetry = within.some(([task, { type }]) => type === 'Retry' && `${task}.onExit` in nodes);
  return hasUnrun && (hasHandledRetry || (ours !== 'Succeeded' && theirs === 'Succeeded'));
}

function groupWithHandler(text: string): string | undefined {
  return (
    /no node (\S+)\.onExit/.exec(text)?.[1] ??
    /(\S+)\.onExit: missing/.exec(text)?.[1] ??
    /: (\S+) children: .* in Argo ".*\.onExit/.exec(text)?.[1]
  );
}

/** Whether nothing is left of which anything could come. */
function neverEnds({ phase, nodes = {} }: Look): boolean {
  const open = Object.values(nodes).filter((node) => !DONE.includes(node.phase));
  return !DONE.includes(phase) && open.every(({ type }) => GROUPS.includes(type));
}

/** What has ended in Argo goes on here with a handler. */
function isForgotten(start: string): boolean {
  return (
    start.includes('.onExit: not in the trace') && /phase: "Running", in Argo "(Succ|Fail|Err)/.test(start)
  );
}

/** Whether something has ended around a node that has not. */
function leavesBehind({ phase, nodes = {} }: Look): boolean {
  const all = Object.entries(nodes);
  const open = all.filter(([, node]) => !DONE.includes(node.phase)).map(([name]) => name);
  if (DONE.includes(phase)) return open.length > 0;
  const ended = all
    .filter(([, node]) => DONE.includes(node.phase) && GROUPS.includes(node.type))
    .map(([name]) => name);
  return open.some((name) => ended.some((around) => isWithin(name, around)));
}

/** Handlers and hooks of a node are not within it. */
function isWithin(name: string, around: string): boolean {
  const rest = name.startsWith(around) ? name.slice(around.length) : '';
  return /^[.[(]/.test(rest) && !/^\.(onExit|hooks)/.test(rest);
}
