export { answerAtGate } from './answer-at-gate.ts';
export { InvariantChecker } from './invariants.ts';
export { randomWorkflow } from './random-workflow.ts';
export { renderNodes } from './render-nodes.ts';
export { Scenario } from './scenario.ts';
export { type Random, seededRandom } from './seeded-random.ts';
export { replayTrace, type TracedNode, type TraceStep } from './trace-replay.ts';
export { withReferences } from './with-references.ts';
export { leaf, workflow } from './workflows.ts';
