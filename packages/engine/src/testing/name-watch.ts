import type { WorkflowEvent } from '../events.ts';
import type { WorkflowState } from '../state.ts';
import { fail } from './broken-invariant.ts';

/** No two nodes of a workflow have the same name, or the same id. */
export class NameWatch {
  readonly #names = new Set<string>();

  before(state: WorkflowState, event: WorkflowEvent): void {
    if (event.type === 'nodeInitialized') {
      if (state.nodes.has(event.id)) fail(`node ${event.name} is initialized twice`);
      if (this.#names.has(event.name)) fail(`two nodes have the name ${event.name}`);
      this.#names.add(event.name);
    } else if (event.type === 'nodesRemoved') {
      for (const id of event.ids) this.#names.delete(state.nodes.get(id)?.name ?? '');
    }
  }
}
