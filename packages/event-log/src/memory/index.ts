export {
  type CallFault,
  type CallOperation,
  type DeliveryFault,
  type DeliveryOperation,
  type FaultPoint,
  type Faults,
  noFaults,
} from './faults.ts';
export { MemoryBroker, type MemoryBrokerOptions, type MemoryConnection } from './memory-broker.ts';
export { type FaultRates, ROUGH, randomFaults } from './random-faults.ts';
