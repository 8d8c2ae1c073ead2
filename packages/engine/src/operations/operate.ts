import type { Rejection } from '../commands.ts';
import type { Decision } from '../decision.ts';
import type { OperationCommand } from './operation-commands.ts';
import { retryWorkflow } from './restart.ts';
import { setNodes } from './set-nodes.ts';
import { resumeWorkflow, suspendWorkflow } from './suspension.ts';

/** Decides what people do to a workflow that is there. */
export function operate(decision: Decision, command: OperationCommand): Rejection | undefined {
  switch (command.type) {
    case 'suspendWorkflow':
      return suspendWorkflow(decision);
    case 'resumeWorkflow':
      return resumeWorkflow(decision, command);
    case 'setNodes':
      return setNodes(decision, command);
    case 'retryWorkflow':
      return retryWorkflow(decision, command);
  }
}
