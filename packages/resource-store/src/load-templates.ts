import {
  type AbsentTemplate,
  decodeWorkflowTemplate,
  isOpen,
  resolveTemplates,
  type TemplateKind,
  type TemplateLibrary,
  TemplateShelf,
  type WorkflowSpec,
} from '@tiphys/spec';
import type { Resource, ResourceStore } from './resource-store.ts';

/**
 * Fetches the WorkflowTemplates that a spec refers to, those that they refer to, and so on. Of one whose name is known
 * only when the workflow runs, all of the kind.
 *
 * @param namespace of the workflow.
 */
export async function loadTemplates(
  store: Pick<ResourceStore, 'get' | 'list'>,
  namespace: string,
  spec: WorkflowSpec,
  signal?: AbortSignal,
): Promise<TemplateLibrary> {
  const shelf = new TemplateShelf();
  const asked = new Set<string>();
  for (;;) {
    const { absent } = resolveTemplates({ metadata: {}, spec }, shelf);
    const wanted = absent.filter(({ kind, name }) => !asked.has(`${kind}/${name}`));
    if (wanted.length === 0) return shelf;
    for (const { kind, name } of wanted) asked.add(`${kind}/${name}`);
    const found = await Promise.all(
      wanted.map((absence) => fetchTemplates(store, namespace, absence, signal)),
    );
    for (const resource of found.flat()) addTo(shelf, resource);
  }
}

async function fetchTemplates(
  store: Pick<ResourceStore, 'get' | 'list'>,
  namespace: string,
  { kind, name }: AbsentTemplate,
  signal: AbortSignal | undefined,
): Promise<Resource[]> {
  const within = kind === 'ClusterWorkflowTemplate' ? '' : namespace;
  if (isOpen(name)) return store.list(kind, within, signal);
  const resource = await store.get({ kind, namespace: within, name }, signal);
  return resource === undefined ? [] : [resource];
}

/** One that this version cannot read is as good as absent: whoever wrote it was told then. */
function addTo(shelf: TemplateShelf, { kind, body }: Resource): void {
  const decoded = decodeWorkflowTemplate(JSON.parse(body), kind as TemplateKind);
  if (decoded.ok) shelf.add(kind as TemplateKind, decoded.template);
}
