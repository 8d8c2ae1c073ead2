export { type Clock, sleepOn, type Timer } from './clock.ts';
export { VirtualClock } from './virtual-clock.ts';
