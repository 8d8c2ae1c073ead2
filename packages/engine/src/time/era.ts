/** No timer has the name of one before a restart of the workflow: that one may still be on its way. */
export function eraSuffix(era: number): string {
  return era === 0 ? '' : `-r${era}`;
}
