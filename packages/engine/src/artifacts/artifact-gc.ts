import type { Artifact, ArtifactGCStrategy } from '@tiphys/spec';
import type { Rejection } from '../commands.ts';
import { type Decision, reject, WORKFLOW } from '../decision.ts';
import { shutdownWorkflow } from '../operations/shutdown.ts';
import { type DeepReadonly, isFinished, type WorkflowState } from '../state.ts';
import type { ArtifactDeletion, FinishArtifactDeletion } from './gc-events.ts';
import { artifactLocation } from './repository.ts';

/** How many artifacts one order names. */
const BATCH = 50;

/**
 * Takes the deletion of artifacts further (Argo's garbageCollectArtifacts): once the workflow has finished those whose
 * strategy is OnWorkflowCompletion, once its deletion was asked for the others too; when nothing of that is left, the
 * workflow itself goes.
 */
export function advanceArtifactGc(decision: Decision): void {
  const { state } = decision;
  if (!isFinished(state) || state.deleted) return;
  const { deletionRequested } = state.artifactGc;
  if (collects(state)) {
    if (!orderDeletions(decision, 'OnWorkflowCompletion')) return;
    if (deletionRequested && !orderDeletions(decision, 'OnWorkflowDeletion')) return;
  }
  if (!deletionRequested || state.artifactGc.batches.size > 0) return;
  // Argo keeps the finalizer, and so the workflow, where something could not be deleted.
  const force = state.workflow.spec.artifactGC?.forceFinalizerRemoval === true;
  if (!state.artifactGc.failed || force) decision.emit({ type: 'workflowDeleted' });
}

/**
 * Begins the deletion of a workflow whose artifacts go with it: it is terminated where it runs.
 *
 * @returns false where nothing stands against deleting it now.
 */
export function deferDeletion(decision: Decision): boolean {
  const { state } = decision;
  if (!collects(state)) return false;
  decision.emit({ type: 'deletionRequested' });
  if (!isFinished(state)) shutdownWorkflow(decision, 'Terminate');
  decision.enqueue(WORKFLOW);
  return true;
}

/** Takes a report of what was deleted. */
export function finishArtifactDeletion(
  decision: Decision,
  { batchId, failures }: FinishArtifactDeletion,
): Rejection | undefined {
  const batch = decision.state.artifactGc.batches.get(batchId);
  if (batch === undefined) return reject('duplicate', `${batchId} has been reported`);
  const failed = new Set(failures.map(({ nodeId, name }) => `${nodeId}/${name}`));
  const [first] = failures;
  decision.emit({
    type: 'artifactsDeleted',
    batchId,
    deleted: batch
      .filter(({ nodeId, name }) => !failed.has(`${nodeId}/${name}`))
      .map(({ nodeId, name }) => ({ nodeId, name })),
    ...(first === undefined
      ? {}
      : { message: `Artifact Garbage Collection failed for strategy: ${first.name}: ${first.message}` }),
  });
  decision.enqueue(WORKFLOW);
  return undefined;
}

/** Whether any artifact may have to be deleted at all (Argo's HasArtifactGC). */
function collects({ workflow, templates, artifactGc }: WorkflowState): boolean {
  if (artifactGc.nodeIds.length === 0) return false;
  if (isCollected(workflow.spec.artifactGC?.strategy)) return true;
  for (const { outputs } of templates.values()) {
    if (outputs?.artifacts?.some((artifact) => isCollected(artifact.artifactGC?.strategy))) return true;
  }
  return false;
}

function isCollected(strategy: string | undefined): boolean {
  return strategy === 'OnWorkflowCompletion' || strategy === 'OnWorkflowDeletion';
}

/** @returns false where the transition was full before all were ordered. */
function orderDeletions(decision: Decision, strategy: ArtifactGCStrategy): boolean {
  const { state } = decision;
  const { nodeIds } = state.artifactGc;
  let from = state.artifactGc.through.get(strategy);
  while (from === undefined || from < nodeIds.length) {
    if (decision.full) {
      decision.enqueue(WORKFLOW);
      return false;
    }
    const artifacts: ArtifactDeletion[] = [];
    let through = from ?? 0;
    while (through < nodeIds.length && artifacts.length < BATCH) {
      artifacts.push(...deletionsOf(state, nodeIds[through] ?? '', strategy));
      through += 1;
    }
    const batchId = `artifact-gc-${state.artifactGc.ordered}`;
    decision.emit({ type: 'artifactDeletionOrdered', batchId, strategy, artifacts, through });
    from = through;
  }
  return true;
}

function deletionsOf(state: WorkflowState, nodeId: string, strategy: ArtifactGCStrategy): ArtifactDeletion[] {
  const artifacts = state.nodes.get(nodeId)?.outputs?.artifacts ?? [];
  return artifacts
    .filter((artifact) => !artifact.deleted && strategyOf(state, artifact) === strategy)
    .flatMap((artifact) => {
      const location = artifactLocation(artifact, state.artifactRepository);
      return location === undefined ? [] : [{ nodeId, name: artifact.name, location }];
    });
}

/** The artifact's own, else the workflow's (Argo's GetArtifactGCStrategy). */
function strategyOf({ workflow }: WorkflowState, { artifactGC }: DeepReadonly<Artifact>): string {
  const own = artifactGC?.strategy ?? '';
  return own === '' ? (workflow.spec.artifactGC?.strategy ?? '') : own;
}
