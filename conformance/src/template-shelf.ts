import {
  canBecome,
  decodeWorkflowTemplate,
  type TemplateKind,
  TemplateShelf,
  type WorkflowTemplate,
} from '@tiphys/spec';
import type { Corpus, WorkflowRow } from './corpus.ts';
import { isMeant } from './refusal.ts';
import { walk } from './workflows/fields.ts';

/** A WorkflowTemplate or ClusterWorkflowTemplate of a corpus, as it stands there. */
export interface ShelvedTemplate {
  kind: TemplateKind;
  manifest: WorkflowTemplate;
}

/** The shelves that a row may have been recorded with: each takes what several rows have from another of them. */
export function shelvesOf(corpus: Corpus, row: WorkflowRow | undefined): TemplateShelf[] {
  const choices = Math.max(1, ...(row?.requires ?? []).map(({ providedBy = [] }) => providedBy.length));
  const own = row === undefined ? [] : templatesIn(corpus, row.id);
  return Array.from({ length: choices }, (_, choice) =>
    shelfOf([...requiredTemplates(corpus, row, choice), ...own]),
  );
}

/**
 * The templates that a row refers to, out of the rows that have them.
 *
 * @param choice of several rows that have one, which is asked first.
 */
export function requiredTemplates(
  corpus: Corpus,
  row: WorkflowRow | undefined,
  choice = 0,
): ShelvedTemplate[] {
  const found = new Map<string, ShelvedTemplate>();
  const open = [...(row?.requires ?? [])];
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const { kind, name, providedBy = [] } = next;
    // What is only known when the workflow runs may be any that the name can become.
    const providers = name.includes('{{')
      ? corpus.ids()
      : [...providedBy.slice(choice), ...providedBy.slice(0, choice)];
    for (const id of providers) {
      for (const template of templatesIn(corpus, id)) {
        const own = template.manifest.metadata.name ?? '';
        const key = `${template.kind}/${own}`;
        if (template.kind !== kind || found.has(key) || !canBecome(name, own)) continue;
        found.set(key, template);
        open.push(...(corpus.row(id)?.requires ?? []));
        // What stands beside it, which a corpus need not name.
        for (const other of referencesIn(template.manifest)) open.push({ ...other, providedBy: [id] });
      }
    }
  }
  return [...found.values()];
}

/** Each template after those that it refers to: only then is it taken. A circle stays in the order in which it is. */
export function inOrderOfReference(templates: readonly ShelvedTemplate[]): ShelvedTemplate[] {
  const byKey = new Map(templates.map((template) => [keyOf(template), template]));
  const ordered = new Set<ShelvedTemplate>();
  const visited = new Set<ShelvedTemplate>();
  const visit = (template: ShelvedTemplate): void => {
    if (visited.has(template)) return;
    visited.add(template);
    for (const { kind, name } of referencesIn(template.manifest)) {
      const other = byKey.get(`${kind}/${name}`);
      if (other !== undefined) visit(other);
    }
    ordered.add(template);
  };
  for (const template of templates) visit(template);
  return [...ordered];
}

/** The templates that a manifest refers to. */
function referencesIn(manifest: unknown): { kind: TemplateKind; name: string }[] {
  const references: { kind: TemplateKind; name: string }[] = [];
  walk(manifest, ({ name, clusterScope }, { name: place }) => {
    if ((place !== 'templateRef' && place !== 'workflowTemplateRef') || typeof name !== 'string') return;
    references.push({
      kind: clusterScope === true ? 'ClusterWorkflowTemplate' : 'WorkflowTemplate',
      name,
    });
  });
  return references;
}

function keyOf({ kind, manifest }: ShelvedTemplate): string {
  return `${kind}/${manifest.metadata.name ?? ''}`;
}

function shelfOf(templates: readonly ShelvedTemplate[]): TemplateShelf {
  const shelf = new TemplateShelf();
  for (const { kind, manifest } of templates) {
    const decoded = decodeWorkflowTemplate(manifest, kind);
    if (decoded.ok) shelf.add(kind, decoded.template);
  }
  return shelf;
}

/** Names of templates that a row refers to, and that are refused for what docs/compatibility.md says of their fields. */
export function refusedTemplates(corpus: Corpus, row: WorkflowRow): Set<string> {
  const own = templatesIn(corpus, row.id);
  const refused = [...requiredTemplates(corpus, row), ...own].filter(({ kind, manifest }) => {
    const decoded = decodeWorkflowTemplate(manifest, kind);
    return !decoded.ok && decoded.problems.every(isMeant);
  });
  return new Set(refused.map(({ manifest }) => manifest.metadata.name ?? ''));
}

/** The templates in a row's manifest. */
export function templatesIn(corpus: Corpus, id: string): ShelvedTemplate[] {
  const row = corpus.row(id);
  if (!row?.kinds?.some((kind) => kind.endsWith('WorkflowTemplate'))) return [];
  return corpus.manifests(row).flatMap((value) => {
    const manifest = value as WorkflowTemplate;
    const { kind } = manifest;
    return kind === 'WorkflowTemplate' || kind === 'ClusterWorkflowTemplate' ? [{ kind, manifest }] : [];
  });
}
