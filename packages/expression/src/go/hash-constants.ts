/*
 * The constants of SHA-2 are the first bits behind the point of the roots of primes; they are calculated, exactly,
 * rather than written down.
 */

function primes(count: number): number[] {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate++) {
    if (found.every((prime) => candidate % prime !== 0)) found.push(candidate);
  }
  return found;
}

/** The largest integer whose power is at most the value, by halving. */
function integerRoot(value: bigint, power: bigint): bigint {
  let low = 0n;
  let high = 1n << BigInt(value.toString(2).length);
  while (low < high) {
    const middle = (low + high + 1n) / 2n;
    if (middle ** power <= value) low = middle;
    else high = middle - 1n;
  }
  return low;
}

/** The first bits behind the point of the roots of the first primes. */
export function rootFractions(count: number, power: bigint, bits: bigint): bigint[] {
  const mask = (1n << bits) - 1n;
  return primes(count).map((prime) => integerRoot(BigInt(prime) << (power * bits), power) & mask);
}
