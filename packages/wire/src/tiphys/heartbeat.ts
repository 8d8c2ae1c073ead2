import type { PlacementAgent, Taint } from '@tiphys/engine';
import { AgentHeartbeat } from '../gen/tiphys/v1/agent.ts';
import { decoding } from './decoding.ts';

/** What an agent says of itself; the event log's AgentHeartbeat. */
export interface HeartbeatOnWire extends PlacementAgent {
  incarnation: string;
  beat: number;
  hostName: string;
  runtime: string;
  capacity: number;
  running: number;
}

export function encodeHeartbeat(heartbeat: HeartbeatOnWire): Uint8Array {
  return AgentHeartbeat.encode({
    ...heartbeat,
    labels: new Map(Object.entries(heartbeat.labels)),
    taints: [...(heartbeat.taints ?? [])],
  }).finish();
}

/** @throws WireError where the bytes are no heartbeat. */
export function decodeHeartbeat(bytes: Uint8Array): HeartbeatOnWire {
  return decoding('tiphys.v1.AgentHeartbeat', () => {
    const { labels, taints, allocatable, ...same } = AgentHeartbeat.decode(bytes);
    return {
      ...same,
      labels: Object.fromEntries(labels),
      ...(taints.length === 0 ? {} : { taints: taints as Taint[] }),
      ...(allocatable === undefined ? {} : { allocatable }),
    };
  });
}
