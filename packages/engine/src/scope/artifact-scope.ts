import type { Artifact } from '@tiphys/spec';
import type { DeepReadonly, NodeState, WorkflowState } from '../state.ts';
import type { KnownCall } from './calls-scope.ts';

export type KnownArtifact = DeepReadonly<Artifact>;

/** The artifacts that may be referred to at a place, by the names of their variables. */
export interface ArtifactScope {
  lookup(name: string): KnownArtifact | undefined;
  /** All that there are, for expressions, which compute names. */
  all(): Iterable<[name: string, artifact: KnownArtifact]>;
}

export const noArtifacts: ArtifactScope = { lookup: () => undefined, all: () => [] };

export function layeredArtifacts(...scopes: ArtifactScope[]): ArtifactScope {
  return {
    lookup(name) {
      for (const scope of scopes) {
        const artifact = scope.lookup(name);
        if (artifact !== undefined) return artifact;
      }
      return undefined;
    },
    *all() {
      for (const scope of scopes) yield* scope.all();
    },
  };
}

const INPUTS = 'inputs.artifacts.';
const GLOBALS = 'workflow.outputs.artifacts.';

/** `inputs.artifacts.<name>` and `workflow.outputs.artifacts.<name>`, as a template knows them by itself. */
export function templateArtifacts(state: WorkflowState, node: NodeState | undefined): ArtifactScope {
  return layeredArtifacts(
    namedArtifacts(INPUTS, () => node?.inputs?.artifacts ?? []),
    namedArtifacts(GLOBALS, () => [...state.globalArtifacts.values()]),
  );
}

function namedArtifacts(prefix: string, artifacts: () => readonly KnownArtifact[]): ArtifactScope {
  return {
    lookup(name) {
      if (!name.startsWith(prefix)) return undefined;
      const own = name.slice(prefix.length);
      return artifacts().find((artifact) => artifact.name === own);
    },
    *all() {
      for (const artifact of artifacts()) yield [`${prefix}${artifact.name}`, artifact];
    },
  };
}

/**
 * `steps.<name>.outputs.artifacts.<name>`, or `tasks.…`: what calls have put out. Of a step that was skipped each
 * declared output is an artifact that lies nowhere; of a task there is none (addSkippedNodeOutputsToScope).
 */
export function callArtifacts(
  root: 'steps' | 'tasks',
  find: (name: string) => KnownCall | undefined,
  all: () => Iterable<KnownCall>,
): ArtifactScope {
  return {
    lookup(name) {
      const [first, call, outputs, kind, ...rest] = name.split('.');
      if (first !== root || call === undefined || outputs !== 'outputs' || kind !== 'artifacts')
        return undefined;
      const known = find(call);
      const own = rest.join('.');
      return known === undefined
        ? undefined
        : artifactsOf(root, known).find((artifact) => artifact.name === own);
    },
    *all() {
      for (const call of all()) {
        for (const artifact of artifactsOf(root, call)) {
          yield [`${root}.${call.name}.outputs.artifacts.${artifact.name}`, artifact];
        }
      }
    },
  };
}

function artifactsOf(
  root: 'steps' | 'tasks',
  { node, items, template }: KnownCall,
): readonly KnownArtifact[] {
  if (items !== undefined) return [];
  const skipped = node.outputs === undefined && (node.phase === 'Skipped' || node.phase === 'Omitted');
  if (!skipped) return node.outputs?.artifacts ?? [];
  return root === 'steps' ? (template?.outputs?.artifacts ?? []).map(({ name }) => ({ name })) : [];
}
