import type { Decision } from '../decision.ts';
import type { NodeState } from '../state.ts';
import { templateOf } from '../template-of.ts';
import { dagBodyScope, stepsBodyScope } from './body-scope.ts';
import { callsScope, type KnownCall } from './calls-scope.ts';
import { itemScope } from './item-scope.ts';
import { emptyScope, layered, type Scope } from './scope.ts';

/** What the three parts of a hook may refer to. */
export interface HookScopes {
  template: Scope;
  /** The node's own status, but neither its outputs nor its exit code. */
  expression: Scope;
  /** The node's own outputs as well. */
  arguments: Scope;
}

/** The scopes of the hooks of a step or task: what the call itself may refer to, and the call. */
export function hookScopes(decision: Decision, node: NodeState): HookScopes {
  const { callName: name } = node;
  const boundary = node.boundaryID === undefined ? undefined : decision.node(node.boundaryID);
  if (boundary === undefined || name === undefined) {
    return { template: emptyScope, expression: emptyScope, arguments: emptyScope };
  }
  const ofTask = node.role === 'task' || node.role === 'item';
  const body = ofTask ? dagBodyScope(decision, boundary, name) : stepsBodyScope(decision, boundary);
  const root = ofTask ? 'tasks' : 'steps';
  const item = node.item === undefined ? emptyScope : itemScope(node.item);
  const template = templateOf(decision.state, node);
  const self = (visibility: KnownCall['visibility']): Scope => {
    const call: KnownCall = { name, node, visibility, template };
    return callsScope(
      root,
      (asked) => (asked === name ? call : undefined),
      () => [call],
    );
  };
  return {
    template: body.template,
    expression: layered(self('status'), item, body.calls),
    arguments: layered(self('finished'), item, body.calls),
  };
}
