import type { Taint } from '@tiphys/engine';

const EFFECTS: readonly string[] = [
  'NoSchedule',
  'PreferNoSchedule',
  'NoExecute',
] satisfies Taint['effect'][];

/**
 * Reads taints as `kubectl taint` writes them: `key=value:NoSchedule`, or `key:NoSchedule`.
 *
 * @returns the taints, or the text that is none.
 */
export function agentTaints(texts: readonly string[]): { taints: Taint[] } | { wrong: string } {
  const taints: Taint[] = [];
  for (const text of texts) {
    const colon = text.lastIndexOf(':');
    const effect = text.slice(colon + 1);
    const [key = '', ...value] = text.slice(0, Math.max(0, colon)).split('=');
    if (key === '' || !EFFECTS.includes(effect)) return { wrong: text };
    taints.push({ key, value: value.join('='), effect: effect as Taint['effect'] });
  }
  return { taints };
}
