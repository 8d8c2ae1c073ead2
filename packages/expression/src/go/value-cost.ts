import type { Meter } from '../meter.ts';
import { AnyKeyMap, EnvironmentMap, GoTime, type GoValue } from './go-value.ts';

/** UTF-16 units of a text that cost a step to look at. */
const TEXT_PER_STEP = 8;

/** Asking for a place's offset is a look into a data base. */
const TIME_STEPS = 200;

/**
 * Spends what it costs to look at a value once, all that is in it included. A list that holds another one a thousand
 * times costs it a thousand times, as it would when it is written as JSON.
 */
export function spendOn(meter: Meter, value: GoValue): void {
  meter.spend(typeof value === 'string' ? 1 + value.length / TEXT_PER_STEP : 1);
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) for (const item of value) spendOn(meter, item);
  else if (value instanceof Uint8Array) meter.spend(value.length);
  else if (value instanceof GoTime) meter.spend(TIME_STEPS);
  else spendOnEntries(meter, value);
}

function spendOnEntries(meter: Meter, value: GoValue): void {
  const entries: Iterable<[GoValue, GoValue]> =
    value instanceof EnvironmentMap
      ? value.toMap()
      : value instanceof Map
        ? value
        : value instanceof AnyKeyMap
          ? value.entries
          : [];
  for (const [key, item] of entries) {
    spendOn(meter, key);
    spendOn(meter, item);
  }
}
