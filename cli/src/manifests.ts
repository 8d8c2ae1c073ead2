import type {
  CronWorkflow,
  Problem,
  TemplateKind,
  TemplateLibrary,
  Workflow,
  WorkflowTemplate,
  YamlDocument,
} from '@tiphys/spec';
import {
  decodeCronWorkflow,
  decodeWorkflow,
  decodeWorkflowTemplate,
  formatPath,
  parseYaml,
  problemText,
  TemplateShelf,
} from '@tiphys/spec';
import { validateCronWorkflow, validateWorkflow, validateWorkflowTemplate } from '@tiphys/validation';
import type { ManifestText } from './manifest-files.ts';

/** A problem and where it stands in its file. */
export interface LocatedProblem {
  readonly source: string;
  /** 1-based. */
  readonly line?: number;
  /** Such as `spec.templates[2].http`; empty for the document as a whole. */
  readonly path: string;
  readonly message: string;
  readonly severity: 'error' | 'warning';
}

/** A WorkflowTemplate or ClusterWorkflowTemplate. */
export interface KindedTemplate {
  readonly kind: TemplateKind;
  readonly template: WorkflowTemplate;
}

/** One document of a manifest: its workflow, template or cron workflow, or why it is none. */
export interface Manifest {
  readonly source: string;
  /** Its name or the start of one, or its number in the file; empty for what is wrong with the text itself. */
  readonly name: string;
  /** What it says that it is. */
  readonly kind: string;
  readonly workflow?: Workflow;
  readonly template?: KindedTemplate;
  readonly cronWorkflow?: CronWorkflow;
  readonly problems: readonly LocatedProblem[];
  /** Says where a problem found later stands, such as validation's after the command line changed the workflow. */
  locate(problem: Problem): LocatedProblem;
}

/** Reads every document of a manifest that is not empty. Never throws: what is wrong is among the problems. */
export function readManifests({ source, text }: ManifestText): Manifest[] {
  const { documents, problems } = parseYaml(text);
  const manifests = documents.map((document, index) => readDocument(source, document, index));
  if (problems.length === 0) return manifests;
  const locate = (problem: Problem): LocatedProblem => located(source, undefined, problem);
  return [{ source, name: '', kind: '', problems: problems.map(locate), locate }, ...manifests];
}

function readDocument(source: string, document: YamlDocument, index: number): Manifest {
  const locate = (problem: Problem): LocatedProblem => located(source, document, problem);
  const name = nameOf(document.value) ?? `object #${index + 1}`;
  const kind = textOf(document.value, 'kind') ?? 'Workflow';
  if (kind === 'WorkflowTemplate' || kind === 'ClusterWorkflowTemplate') {
    const read = decodeWorkflowTemplate(document.value, kind);
    return read.ok
      ? { source, name, kind, template: { kind, template: read.template }, problems: [], locate }
      : { source, name, kind, problems: read.problems.map(locate), locate };
  }
  if (kind === 'CronWorkflow') {
    const read = decodeCronWorkflow(document.value);
    return read.ok
      ? { source, name, kind, cronWorkflow: read.cronWorkflow, problems: [], locate }
      : { source, name, kind, problems: read.problems.map(locate), locate };
  }
  const decoded = decodeWorkflow(document.value);
  if (!decoded.ok) return { source, name, kind, problems: decoded.problems.map(locate), locate };
  return { source, name, kind, workflow: decoded.workflow, problems: [], locate };
}

/** The templates of manifests, for references among them. */
export function shelfOf(manifests: readonly Manifest[]): TemplateLibrary {
  const shelf = new TemplateShelf();
  for (const { template } of manifests) {
    if (template !== undefined) shelf.add(template.kind, template.template);
  }
  return shelf;
}

/**
 * What the validator says of a workflow, each problem with its place in the manifest.
 *
 * @param library the WorkflowTemplates that there are; undefined: references are left to the server.
 */
export function validateManifest(
  manifest: Manifest,
  workflow: Workflow,
  library?: TemplateLibrary,
): LocatedProblem[] {
  return placed(manifest, validateWorkflow(workflow, library === undefined ? {} : { library }));
}

/** The same of a WorkflowTemplate or ClusterWorkflowTemplate. */
export function validateTemplate(
  manifest: Manifest,
  { kind, template }: KindedTemplate,
  library?: TemplateLibrary,
): LocatedProblem[] {
  const options = library === undefined ? {} : { library };
  return placed(manifest, validateWorkflowTemplate(template, kind, options));
}

/** The same of a CronWorkflow. */
export function validateCron(
  manifest: Manifest,
  cronWorkflow: CronWorkflow,
  library?: TemplateLibrary,
): LocatedProblem[] {
  return placed(manifest, validateCronWorkflow(cronWorkflow, library === undefined ? {} : { library }));
}

function placed(
  manifest: Manifest,
  { errors, warnings }: { errors: Problem[]; warnings: Problem[] },
): LocatedProblem[] {
  return [...errors, ...warnings].map((problem) => manifest.locate(problem));
}

/** Of a field that is missing, the line of what should have it. */
function located(source: string, document: YamlDocument | undefined, problem: Problem): LocatedProblem {
  const line = problem.line ?? document?.locate(problem.path)?.line;
  const { severity } = problem;
  const place = { source, path: formatPath(problem.path), message: problemText(problem), severity };
  return line === undefined ? place : { ...place, line };
}

function nameOf(value: unknown): string | undefined {
  const metadata = member(value, 'metadata');
  return textOf(metadata, 'name') ?? textOf(metadata, 'generateName');
}

function textOf(value: unknown, key: string): string | undefined {
  const text = member(value, key);
  return typeof text === 'string' && text !== '' ? text : undefined;
}

function member(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).find(([name]) => name === key)?.[1];
}
