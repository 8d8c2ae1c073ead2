import type { NodeDraft, WorkflowDraft } from './state.ts';

/** A new node that the workflow itself waits for. */
export function registerTopLevel(draft: WorkflowDraft, node: NodeDraft): void {
  if (node.role === 'entry') draft.entryId = node.id;
  else if (node.role === 'exitHandler') draft.handlerId = node.id;
  else if (node.role === 'hook') {
    draft.hookIds.set(node.callName ?? '', node.id);
    draft.openHooks += 1;
  }
}

/** A new node that another one waits for. */
export function registerOwned(owner: NodeDraft, node: NodeDraft): void {
  owner.openOwned += 1;
  switch (node.role) {
    case 'exitHandler':
      owner.handlerId = node.id;
      return;
    case 'hook':
      owner.hookIds.set(node.callName ?? '', node.id);
      return;
    case 'task':
      owner.dag?.taskIds.set(node.callName ?? '', node.id);
      return;
    case 'step':
      registerStep(owner, node);
      return;
    case 'item':
    case 'attempt':
    case 'stepGroup':
    case 'container':
      placeMember(owner, node);
      return;
    case 'entry':
      return;
  }
}

function registerStep(group: NodeDraft, step: NodeDraft): void {
  placeMember(group, step);
  if (step.item === undefined) return;
  const name = step.callName ?? '';
  const known = group.expandedIds.get(name);
  if (known === undefined) {
    group.expandedIds.set(name, [step.id]);
    return;
  }
  // Members come in their order: one that was removed in a restart has left its place.
  const hole = known.indexOf('');
  if (hole < 0) known.push(step.id);
  else known[hole] = step.id;
}

function placeMember(owner: NodeDraft, member: NodeDraft): void {
  const place = member.index ?? 0;
  if (owner.memberIds[place] === '') owner.missing -= 1;
  // Those between wait for a place.
  while (owner.memberIds.length < place) {
    owner.memberIds.push('');
    owner.missing += 1;
  }
  owner.memberIds[place] = member.id;
}
