/** Names the transition that goes on with a decision on the occasion of a command, after a version. */
export function partOf(commandId: string, version: number): string {
  return `${commandId}+${version}`;
}

/** The command on whose occasion a transition was decided. */
export function decidedFor(transitionId: string): string {
  return transitionId.replace(/\+\d+$/, '');
}
