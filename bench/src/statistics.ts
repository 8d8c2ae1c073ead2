/** The middle of the values; of an even number the lower of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}

/** Median, smallest and largest, rounded to what a noisy machine can tell. */
export function summary(values: readonly number[]): {
  value: number;
  runs: number;
  min: number;
  max: number;
} {
  return {
    value: rounded(median(values)),
    runs: values.length,
    min: rounded(Math.min(...values)),
    max: rounded(Math.max(...values)),
  };
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
