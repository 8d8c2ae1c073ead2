export { HostedRun } from './hosted-run.ts';
export { type Script, type ScriptedOutput, type ScriptedRun, seededRandom } from './scripted-run.ts';
export { SimulatedHost, type SimulatedHostOptions } from './simulated-host.ts';
export { type SimulatedFaults, SimulatedRuntime } from './simulated-runtime.ts';
