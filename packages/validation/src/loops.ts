import type { PathSegment, TemplateCall } from '@tiphys/spec';
import type { ProblemList } from './problem-list.ts';
import type { Reference } from './variables.ts';

const ITEM = 'item.';

/** Whether a step or task runs for several items (Argo's ShouldExpand). */
export function hasItems({ withItems = [], withParam = '', withSequence }: TemplateCall): boolean {
  return withItems.length > 0 || withParam !== '' || withSequence !== undefined;
}

/** Whether its outputs are put together as `outputs.parameters`; for a sequence Argo's validator does not know it. */
export function fansIn({ withItems = [], withParam = '' }: TemplateCall): boolean {
  return withItems.length > 0 || withParam !== '';
}

/** What a step or task runs for (the checks of Argo's addItemsToScope). */
export function validateLoop(
  problems: ProblemList,
  { withItems = [], withParam = '', withSequence }: TemplateCall,
  path: readonly PathSegment[],
  label: string,
): void {
  const kinds = [withItems.length > 0, withParam !== '', withSequence !== undefined];
  if (kinds.filter(Boolean).length > 1) {
    problems.error(path, `${label} only one of withItems, withParam, withSequence can be specified`);
  }
  if (withSequence === undefined) return;
  const at = [...path, 'withSequence'];
  if (withSequence.count !== undefined && withSequence.end !== undefined) {
    problems.error(at, `${label} only one of count or end can be defined in withSequence`);
  } else if (withSequence.count === undefined && withSequence.end === undefined) {
    // Argo finds out when the step is to start.
    problems.warning(at, 'neither end nor count was specified in withSequence');
  }
}

/** Whether a reference is to a part of the call's items; of those of withParam nothing is known beforehand. */
export function isItemPart({ withItems = [], withParam = '' }: TemplateCall, { name }: Reference): boolean {
  if (!name.startsWith(ITEM)) return false;
  if (withItems.length === 0) return withParam !== '';
  const part = name.slice(ITEM.length);
  return withItems.some((item) => {
    if (Array.isArray(item)) return item.some((_, index) => part === `[${index}]`);
    return typeof item === 'object' && item !== null && Object.hasOwn(item, part);
  });
}
