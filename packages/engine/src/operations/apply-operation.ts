import type { WorkflowDraft } from '../state.ts';
import type {
  DeletionBegun,
  NodesChosen,
  NodesDeferred,
  NodesReleased,
  SuspensionChanged,
} from './operation-events.ts';

/** The part of `apply` for what people do to a workflow while it runs. */
export function applyOperation(
  draft: WorkflowDraft,
  event: SuspensionChanged | NodesDeferred | NodesReleased | NodesChosen | DeletionBegun,
): void {
  switch (event.type) {
    case 'suspensionChanged':
      draft.suspended = event.suspended;
      return;
    case 'deletionBegun':
      draft.deleting = true;
      return;
    case 'nodesDeferred':
      for (const id of event.ids) draft.deferred.add(id);
      return;
    case 'nodesReleased':
      for (const id of event.ids) draft.deferred.delete(id);
      return;
    case 'nodesChosen':
      for (const id of event.ids) draft.chosen.set(id, event.setting);
      return;
  }
}
