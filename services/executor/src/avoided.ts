import type { ContainerTask } from '@tiphys/engine';

/** So many times an agent leaves a task to another; with the delays between that is about five seconds. */
const LEFT_TO_OTHERS = 5;

/**
 * Whether this agent should leave a task to another, since earlier attempts failed on its host. Where no other comes
 * for it this one takes it: Argo's pod would stay Pending for ever.
 */
export function isAvoided({ avoidHosts }: ContainerTask, hostName: string, deliveryCount: number): boolean {
  return deliveryCount <= LEFT_TO_OTHERS && (avoidHosts ?? []).includes(hostName);
}
