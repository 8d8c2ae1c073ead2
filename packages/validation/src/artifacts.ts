import {
  type Artifact,
  type ArtifactLocation,
  type PathSegment,
  podContainer,
  type Template,
} from '@tiphys/spec';
import { parameterNameFaults, validateNames } from './field-names.ts';
import type { ProblemList } from './problem-list.ts';

const PARAMETER = /{{[\s\S]*?}}/;

/** Whether a name is only known when the workflow runs. */
export function isVariable(name: string): boolean {
  return PARAMETER.test(name);
}

/** Whether it says where it lies, be it by its key alone (Argo's HasLocationOrKey). */
export function isPlaced({ s3, git, http, raw }: ArtifactLocation): boolean {
  if (git !== undefined) return git.repo !== '';
  if (http !== undefined) return http.url !== '';
  return raw !== undefined || (s3?.key ?? '') !== '';
}

/** Artifact arguments by themselves: legal names, and each says where its artifact comes from (validateArguments). */
export function validateArtifactArguments(
  problems: ProblemList,
  artifacts: readonly Artifact[],
  path: readonly PathSegment[],
): void {
  validateNames(problems, artifacts, path, parameterNameFaults);
  for (const [index, artifact] of artifacts.entries()) {
    const { name, from = '', fromExpression = '' } = artifact;
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

/** The artifacts that a template takes and puts out, and where (validateInputs, validateOutputs). */
export function validateTemplateArtifacts(
  problems: ProblemList,
  template: Template,
  path: readonly PathSegment[],
): void {
  const { inputs, outputs, archiveLocation } = template;
  validateInputs(problems, template, inputs?.artifacts ?? [], [...path, 'inputs', 'artifacts']);
  validateOutputs(problems, template, outputs?.artifacts ?? [], [...path, 'outputs', 'artifacts']);
  if (archiveLocation !== undefined) {
    validateLocation(problems, archiveLocation, [...path, 'archiveLocation']);
  }
}

function validateInputs(
  problems: ProblemList,
  template: Template,
  artifacts: readonly Artifact[],
  path: readonly PathSegment[],
): void {
  validateNames(problems, artifacts, path, parameterNameFaults);
  const taken = new Map<string, string>();
  for (const [index, artifact] of artifacts.entries()) {
    const at = [...path, index];
    validatePath(problems, template, artifact, at);
    if ((artifact.from ?? '') !== '') problems.error([...at, 'from'], 'from not valid in inputs');
    validateLocation(problems, artifact, at);
    if (template.container === undefined || artifact.path === undefined) continue;
    const other = taken.get(artifact.path);
    if (other !== undefined) {
      problems.error([...at, 'path'], `path '${artifact.path}' already mounted in ${other}`);
    }
    taken.set(artifact.path, `inputs.artifacts.${artifact.name}`);
  }
}

function validateOutputs(
  problems: ProblemList,
  template: Template,
  artifacts: readonly Artifact[],
  path: readonly PathSegment[],
): void {
  validateNames(problems, artifacts, path, outputNameFaults);
  for (const [index, artifact] of artifacts.entries()) {
    const at = [...path, index];
    validatePath(problems, template, artifact, at);
    validateGlobalName(problems, artifact, at);
    validateLocation(problems, artifact, at);
  }
}

/** Argo looks at the names of outputs when variables have been filled in. */
export function outputNameFaults(name: string): string {
  return isVariable(name) ? '' : parameterNameFaults(name);
}

export function validateGlobalName(
  problems: ProblemList,
  { globalName = '' }: { globalName?: string },
  path: readonly PathSegment[],
): void {
  if (globalName === '' || isVariable(globalName)) return;
  const faults = parameterNameFaults(globalName);
  if (faults !== '') problems.error([...path, 'globalName'], faults);
}

/** In a container an artifact lies at a path, which leads nowhere else; in steps and DAGs it has none (CleanPath). */
function validatePath(
  problems: ProblemList,
  template: Template,
  { name, path: file = '' }: Artifact,
  at: readonly PathSegment[],
): void {
  if (template.steps !== undefined || template.dag !== undefined) {
    if (file !== '') problems.error([...at, 'path'], 'path only valid in container/script templates');
  } else if (file === '') {
    problems.error(at, `Artifact '${name}' did not specify a path`);
  } else if (leadsOut(file)) {
    problems.error(
      [...at, 'path'],
      `Artifact '${name}' attempted to use a path containing '..'. Directory traversal is not permitted`,
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

/** One place at most, and a repository that has an address (validateArtifactLocation). */
export function validateLocation(
  problems: ProblemList,
  location: ArtifactLocation,
  path: readonly PathSegment[],
): void {
  if (location.git?.repo === '') problems.error([...path, 'git', 'repo'], 'is required');
  const places = PLACES.filter((place) => location[place] !== undefined);
  if (places.length > 1) {
    problems.error(path, `at most one artifact location can be specified, not ${places.join(' and ')}`);
  }
}
