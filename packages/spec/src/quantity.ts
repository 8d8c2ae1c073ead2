const QUANTITY = /^\+?(?:\d+\.?\d*|\.\d+)(?:[eE]([+-]?\d+)|[numkMGTPE]|[KMGTPE]i)?$/;
const MAX_LENGTH = 64;
const MAX_EXPONENT = 30;

/**
 * Whether a text is a quantity as Kubernetes writes it (`500m`, `64Mi`, `1.5`, `1e3`) and not negative: what a
 * container's resources can be.
 */
export function isQuantity(text: string): boolean {
  const match = text.length > MAX_LENGTH ? null : QUANTITY.exec(text);
  return match !== null && Math.abs(Number(match[1] ?? 0)) <= MAX_EXPONENT;
}
