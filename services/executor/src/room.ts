import { addRequests, lacking, NO_REQUESTS, type PodRequests } from '@tiphys/engine';

/** What an attempt takes of an agent. */
export interface Tenant {
  requests: PodRequests;
  /** A daemon that is ready makes room: those that wait for it could never run if daemons took it all. */
  takesRoom: boolean;
}

export interface RoomOptions {
  /** How many attempts run at the same time. */
  capacity: number;
  /** What their requests may be together; undefined: anything. */
  allocatable?: PodRequests | undefined;
}

/** How many more attempts there is a place for, whatever they request. */
export function freePlaces({ capacity }: RoomOptions, tenants: readonly Tenant[]): number {
  let taken = 0;
  for (const tenant of tenants) if (tenant.takesRoom) taken += 1;
  return Math.max(0, capacity - taken);
}

/**
 * Whether there is room for an attempt. One that requests more than the agent has waits until it is alone: only an
 * agent that overcommits is handed such a one.
 */
export function hasRoom(requests: PodRequests, options: RoomOptions, tenants: readonly Tenant[]): boolean {
  if (freePlaces(options, tenants) === 0) return false;
  if (options.allocatable === undefined) return true;
  const given = tenants.reduce((sum, tenant) => addRequests(sum, tenant.requests), NO_REQUESTS);
  return isNothing(given) || lacking(addRequests(given, requests), options.allocatable).length === 0;
}

function isNothing({ milliCpu, memoryBytes, gpus }: PodRequests): boolean {
  return milliCpu + memoryBytes + gpus === 0;
}
