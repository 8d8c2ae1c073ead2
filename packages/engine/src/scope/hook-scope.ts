import { templateOf } from '../call/template-of.ts';
import type { Decision } from '../decision.ts';
import type { NodeState } from '../state.ts';
import { stepName } from '../steps/step-name.ts';
import { type ArtifactScope, callArtifacts, layeredArtifacts, templateArtifacts } from './artifact-scope.ts';
import { dagBodyScope, stepsBodyScope } from './body-scope.ts';
import { callsScope, type KnownCall } from './calls-scope.ts';
import { globalScope } from './global-scope.ts';
import { itemScope } from './item-scope.ts';
import { emptyScope, layered, type Scope } from './scope.ts';

/** What the three parts of a hook may refer to. */
export interface HookScopes {
  template: Scope;
  /** The node's own status, but neither its outputs nor its exit code. */
  expression: Scope;
  /** The node's own outputs as well. */
  arguments: Scope;
  /** What an artifact argument may name. */
  artifacts: ArtifactScope;
}

/** The scopes of the hooks of a step or task: what the call itself may refer to, and the call. */
export function hookScopes(decision: Decision, node: NodeState): HookScopes {
  const { callName } = node;
  const boundary = node.boundaryID === undefined ? undefined : decision.node(node.boundaryID);
  if (boundary === undefined || callName === undefined) {
    return {
      template: emptyScope,
      expression: emptyScope,
      arguments: emptyScope,
      artifacts: templateArtifacts(decision.state, undefined),
    };
  }
  const ofTask = node.role === 'task' || node.role === 'item';
  const body = ofTask ? dagBodyScope(decision, boundary, callName) : stepsBodyScope(decision, boundary);
  const name = ofTask ? callName : stepName(callName, body.template);
  const root = ofTask ? 'tasks' : 'steps';
  const item = node.item === undefined ? emptyScope : itemScope(node.item);
  const template = templateOf(decision.state, node);
  const known = (visibility: KnownCall['visibility']) => {
    const call: KnownCall = { name, node, visibility, template };
    return [(asked: string) => (asked === name ? call : undefined), () => [call]] as const;
  };
  const self = (visibility: KnownCall['visibility']) => callsScope(root, ...known(visibility));
  return {
    template: body.template,
    expression: layered(self('status'), item, body.calls),
    arguments: layered(self('finished'), item, body.calls),
    artifacts: layeredArtifacts(callArtifacts(root, ...known('finished')), body.artifacts),
  };
}

/** The scopes of the workflow's own hooks and handler: all of `workflow.*`. */
export function workflowHookScopes(decision: Decision): HookScopes {
  const scope = globalScope(decision.state, true, decision.at);
  const artifacts = templateArtifacts(decision.state, undefined);
  return { template: scope, expression: scope, arguments: scope, artifacts };
}
