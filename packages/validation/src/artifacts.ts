import {
  type Artifact,
  type ArtifactLocation,
  isLeaf,
  type PathSegment,
  podContainer,
  type Template,
} from '@tiphys/spec';
import { validateGlobalName } from './output-names.ts';
import type { ProblemList } from './problem-list.ts';
import { isVariable, type TemplateVariables } from './variables.ts';

/** Whether it says where it lies, be it by its key alone (Argo's HasLocationOrKey). */
export function isPlaced({ s3, git, http, raw }: ArtifactLocation): boolean {
  if (git !== undefined) return git.repo !== '';
  if (http !== undefined) return http.url !== '';
  return raw !== undefined || (s3?.key ?? '') !== '';
}

/** Artifact arguments by themselves: each says where its artifact comes from (validateArguments). */
export function validateArtifactArguments(
  problems: ProblemList,
  artifacts: readonly Artifact[],
  path: readonly PathSegment[],
  field: string,
): void {
  for (const [index, artifact] of artifacts.entries()) {
    const { from = '', fromExpression = '' } = artifact;
    const name = `${field}.${artifact.name}`;
    const at = [...path, index];
    if (from === '' && !isPlaced(artifact)) {
      problems.error(at, `${name}.from, artifact location, or key is required`);
    }
    if (from !== '' && fromExpression !== '') {
      problems.error(at, `${name} shouldn't have both \`from\` and \`fromExpression\` in Artifact`);
    }
    validateLocation(problems, artifact, at);
  }
}

/** The input artifacts of a template that a call does not supply (Argo's ProcessArgs). */
export function unsuppliedArtifacts(template: Template, given: readonly Artifact[] | undefined): string[] {
  const names = new Set((given ?? []).map(({ name }) => name));
  return (template.inputs?.artifacts ?? [])
    .filter((input) => !input.optional && !isPlaced(input) && !names.has(input.name))
    .map(({ name }) => name);
}

/** Where a template keeps its artifacts. */
export function validateArchiveLocation(
  problems: ProblemList,
  { name, archiveLocation }: Template,
  path: readonly PathSegment[],
): void {
  if (archiveLocation === undefined) return;
  validateRepository(
    problems,
    archiveLocation,
    [...path, 'archiveLocation'],
    `templates.${name}.archiveLocation`,
  );
  validateLocation(problems, archiveLocation, [...path, 'archiveLocation']);
}

/** The artifacts that a template takes, and where (validateInputs). */
export function validateInputArtifacts(
  problems: ProblemList,
  template: Template,
  path: readonly PathSegment[],
): void {
  for (const [index, artifact] of (template.inputs?.artifacts ?? []).entries()) {
    const at = [...path, 'inputs', 'artifacts', index];
    const field = `templates.${template.name}.inputs.artifacts.${artifact.name}`;
    validatePath(problems, template, artifact, at, field);
    if ((artifact.from ?? '') !== '') problems.error([...at, 'from'], `${field}.from not valid in inputs`);
    validateRepository(problems, artifact, at, field);
    validateLocation(problems, artifact, at);
  }
}

/** The artifacts that a template puts out, and from where (validateOutputs). */
export function validateOutputArtifacts(
  problems: ProblemList,
  template: Template,
  variables: TemplateVariables,
  path: readonly PathSegment[],
): void {
  for (const [index, artifact] of (template.outputs?.artifacts ?? []).entries()) {
    const at = [...path, 'outputs', 'artifacts', index];
    const field = `templates.${template.name}.outputs.artifacts.${artifact.name}`;
    validatePath(problems, template, artifact, at, field);
    validateGlobalName(problems, artifact, variables, at, field);
    validateLocation(problems, artifact, at);
  }
}

/** In a container an artifact lies at a path, which leads nowhere else; in steps and DAGs it has none (CleanPath). */
function validatePath(
  problems: ProblemList,
  template: Template,
  { name, path: file = '' }: Artifact,
  at: readonly PathSegment[],
  field: string,
): void {
  if (!isLeaf(template)) {
    if (file !== '')
      problems.error([...at, 'path'], `${field}.path only valid in container/script templates`);
  } else if (file === '') {
    problems.error(at, `error in ${field}: Artifact '${name}' did not specify a path`);
  } else if (leadsOut(file)) {
    problems.error(
      [...at, 'path'],
      `error in ${field}: Artifact '${name}' attempted to use a path containing '..'. Directory traversal is not permitted`,
    );
  } else if (podContainer(template) !== undefined && !file.startsWith('/') && !isVariable(file)) {
    problems.warning([...at, 'path'], `'${file}' is no absolute path`);
  }
}

/** What comes after the first `/../` leads out of what is before it. */
function leadsOut(file: string): boolean {
  const upwards = file.indexOf('/../');
  const safe = upwards >= 0 ? file.slice(0, upwards) : file.endsWith('/..') ? file.slice(0, -3) : '';
  if (safe === '') return false;
  const kept: string[] = [];
  for (const element of file.split('/')) {
    if (element === '..') kept.pop();
    else if (element !== '' && element !== '.') kept.push(element);
  }
  const cleaned = `${file.startsWith('/') ? '/' : ''}${kept.join('/')}`;
  return !cleaned.startsWith(`${safe}/`) || cleaned.length <= safe.length + 1;
}

const PLACES = ['s3', 'git', 'http', 'raw'] as const;

/** A repository has an address (validateArtifactLocation). */
function validateRepository(
  problems: ProblemList,
  { git }: ArtifactLocation,
  path: readonly PathSegment[],
  field: string,
): void {
  if (git?.repo === '') problems.error([...path, 'git', 'repo'], `${field}.git.repo is required`);
}

/** One place at most; Argo takes the first that it knows. */
export function validateLocation(
  problems: ProblemList,
  location: ArtifactLocation,
  path: readonly PathSegment[],
): void {
  const places = PLACES.filter((place) => location[place] !== undefined);
  if (places.length > 1) {
    problems.error(path, `at most one artifact location can be specified, not ${places.join(' and ')}`);
  }
}
