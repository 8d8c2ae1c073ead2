import type { WorkflowState } from '../state.ts';
import { fail } from './broken-invariant.ts';

/** Looks at the tree after each transition: it only grows, but for what a restart takes out. */
export class TreeWatch {
  readonly #children = new Map<string, readonly string[]>();
  #restarts = 0;

  after(state: WorkflowState): void {
    // What is taken out may come back, as the last one.
    if (state.restarts !== this.#restarts) this.#children.clear();
    this.#restarts = state.restarts;
    for (const [id, before] of this.#children) {
      const node = state.nodes.get(id);
      if (node === undefined) {
        if (state.restarts === 0) fail(`node ${id} is lost`);
        this.#children.delete(id);
        continue;
      }
      const now = new Set(node.children);
      const kept = before.filter((child) => now.has(child));
      if (state.restarts === 0 && kept.length < before.length) fail(`${node.name} has lost a child`);
      if (kept.some((child, index) => node.children[index] !== child))
        fail(`the children of ${node.name} are in another order`);
      if (now.size < node.children.length) fail(`${node.name} has a child twice`);
    }
    for (const node of state.nodes.values()) this.#children.set(node.id, [...node.children]);
  }
}
