import type { Template, Workflow } from '@tiphys/spec';

/** At least so long, in seconds. */
interface Least {
  /** From its start to its end, were there room for all of it at once. */
  path: number;
  /** Of all its containers together. */
  work: number;
  /** Of those that hold a mutex, by its name: one after another. */
  alone: ReadonlyMap<string, number>;
}

const NOTHING: Least = { path: 0, work: 0, alone: new Map() };

/**
 * The least time that a workflow can take which runs all that it says, in seconds: what its containers sleep, one
 * after another where steps stand so or hold the same mutex, and in turn where more of them are there at once than run side
 * by side. A
 * lower bound: a condition, a deadline, a failure or a variable count as nothing.
 *
 * @param places how many containers run at the same time.
 */
export function leastDuration({ spec }: Partial<Pick<Workflow, 'spec'>>, places: number): number {
  if (spec?.activeDeadlineSeconds !== undefined || spec?.shutdown !== undefined) return 0;
  const templates = new Map((spec?.templates ?? []).map((template) => [template.name, template]));
  const known = new Map<string, Least>();
  const named = (name: string | undefined): Least => {
    const template = name === undefined ? undefined : templates.get(name);
    if (name === undefined || template === undefined) return NOTHING;
    // One that is on its way calls itself, and nobody knows how often.
    const found = known.get(name);
    if (found !== undefined) return found;
    known.set(name, NOTHING);
    const least = leastOf(template, named);
    known.set(name, least);
    return least;
  };
  const { path, work, alone } = named(spec?.entrypoint);
  return Math.max(path, work / places, ...alone.values());
}

function leastOf(template: Template, named: (name: string | undefined) => Least): Least {
  if (
    template.timeout !== undefined ||
    template.activeDeadlineSeconds !== undefined ||
    template.daemon === true
  ) {
    return NOTHING;
  }
  const { container, steps } = template;
  if (container !== undefined) {
    const seconds = sleeps([...(container.command ?? []), ...(container.args ?? [])]);
    return {
      path: seconds,
      work: seconds,
      alone: new Map(mutexesOf(template).map((name) => [name, seconds])),
    };
  }
  const tasks = template.dag?.tasks;
  const groups = steps ?? (tasks === undefined ? [] : [tasks]);
  let sum = NOTHING;
  for (const group of groups) {
    const leasts = group.map((step) => {
      if (step.when !== undefined) return NOTHING;
      const count = countOf(step);
      if (count === 0) return NOTHING;
      const one = step.inline === undefined ? named(step.template) : leastOf(step.inline, named);
      return times(one, count);
    });
    sum = {
      path: sum.path + Math.max(0, ...leasts.map(({ path }) => path)),
      work: sum.work + leasts.reduce((all, { work }) => all + work, 0),
      alone: leasts.reduce((all, { alone }) => added(all, alone), sum.alone),
    };
  }
  return sum;
}

function mutexesOf({ synchronization }: Template): string[] {
  const names = (synchronization?.mutexes ?? []).map(({ name }) => name ?? '');
  return names.filter((name) => !name.includes('{{'));
}

/** Run so often: side by side, but for what holds a mutex. */
function times({ path, work, alone }: Least, count: number): Least {
  return {
    path,
    work: work * count,
    alone: new Map([...alone].map(([name, seconds]) => [name, seconds * count])),
  };
}

function added(
  one: ReadonlyMap<string, number>,
  other: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const sum = new Map(one);
  for (const [name, seconds] of other) sum.set(name, (sum.get(name) ?? 0) + seconds);
  return sum;
}

type Step = NonNullable<Template['steps']>[number][number];

/** How often a step runs, as far as its manifest says; once where a variable decides. */
function countOf({
  withItems,
  withSequence,
  withParam,
}: Pick<Step, 'withItems' | 'withSequence' | 'withParam'>): number {
  if (withItems !== undefined) return withItems.length;
  if (withParam !== undefined) return lengthOf(withParam);
  if (withSequence === undefined) return 1;
  const [count, start, end] = [withSequence.count, withSequence.start ?? 0, withSequence.end].map((value) =>
    value === undefined ? undefined : Number(value),
  );
  if (count !== undefined) return Number.isFinite(count) ? count : 0;
  const length = Math.abs((end ?? Number.NaN) - (start ?? 0)) + 1;
  return Number.isFinite(length) ? length : 0;
}

/** Of a list that stands there; 0 where it comes from a variable. */
function lengthOf(withParam: string): number {
  try {
    const list: unknown = JSON.parse(withParam);
    return Array.isArray(list) ? list.length : 0;
  } catch {
    return 0;
  }
}

/** `sleep N`, alone or at the end of a shell's line of nothing else that takes long. */
function sleeps(words: readonly string[]): number {
  const [, number, unit = 's'] =
    /(?:^|[\s;&])sleep\s+(\d+(?:\.\d+)?)([smh]?)\s*$/.exec(words.join(' ')) ?? [];
  const seconds = { s: 1, m: 60, h: 3600 }[unit as 's' | 'm' | 'h'] ?? 1;
  return number === undefined ? 0 : Number(number) * seconds;
}
