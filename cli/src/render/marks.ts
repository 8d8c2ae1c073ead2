import type { Colour, Style } from './style.ts';
import { paint } from './style.ts';
import type { ConditionView, NodeView } from './view.ts';

interface Mark {
  readonly utf8: string;
  readonly ascii: string;
  readonly colour: Colour;
}

/** Argo's JobStatusIconMap. */
const PHASES: ReadonlyMap<string, Mark> = new Map([
  ['Pending', { utf8: '◷', ascii: 'Pending', colour: 'yellow' }],
  ['Running', { utf8: '●', ascii: 'Running', colour: 'cyan' }],
  ['Succeeded', { utf8: '✔', ascii: 'Succeeded', colour: 'green' }],
  ['Skipped', { utf8: '○', ascii: 'Skipped', colour: 'default' }],
  ['Failed', { utf8: '✖', ascii: 'Failed', colour: 'red' }],
  ['Error', { utf8: '⚠', ascii: 'Error', colour: 'red' }],
]);

const ACTIVE_SUSPEND: Mark = { utf8: 'ǁ', ascii: 'Suspend', colour: 'cyan' };

const CONDITIONS: ReadonlyMap<string, Mark> = new Map([
  ['MetricsError', { utf8: '✖', ascii: 'Error', colour: 'red' }],
  ['SpecWarning', { utf8: '⚠', ascii: 'Warning', colour: 'yellow' }],
]);

/** The mark before a node's name; empty for a phase that has none (Omitted). */
export function nodeMark(style: Style, node: Pick<NodeView, 'type' | 'phase'>): string {
  return draw(style, isActiveSuspend(node) ? ACTIVE_SUSPEND : PHASES.get(node.phase ?? ''));
}

export function phaseMark(style: Style, phase: string): string {
  return draw(style, PHASES.get(phase));
}

export function conditionMark(style: Style, condition: Pick<ConditionView, 'type'>): string {
  return draw(style, CONDITIONS.get(condition.type));
}

/** A suspend node that waits; it makes its workflow `Running (Suspended)`. */
export function isActiveSuspend(node: Pick<NodeView, 'type' | 'phase'>): boolean {
  return node.type === 'Suspend' && node.phase === 'Running';
}

function draw(style: Style, mark: Mark | undefined): string {
  return mark === undefined ? '' : paint(style, mark.colour, style.utf8 ? mark.utf8 : mark.ascii);
}
