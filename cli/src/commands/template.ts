import type { TemplateKind, WorkflowTemplate } from '@tiphys/spec';
import { CommandError, EXIT, type ExitCode, usageError } from '../errors.ts';
import { readManifestTexts } from '../manifest-files.ts';
import { readManifests, validateTemplate } from '../manifests.ts';
import { problemText } from '../render/problem.ts';
import { renderTemplate, renderTemplateList } from '../render/template.ts';
import { renderYaml } from '../render/yaml.ts';
import { errorCode } from '../server-error.ts';
import type { Session } from '../session.ts';
import type { TemplateServer } from '../workflow-server.ts';

export interface TemplateOutputFlags {
  output?: 'name' | 'json' | 'yaml' | 'wide';
}

/** `template create FILE...`, `template update FILE...` */
export async function writeTemplates(
  session: Session,
  kind: TemplateKind,
  how: 'create' | 'update',
  files: readonly string[],
  flags: TemplateOutputFlags,
): Promise<ExitCode> {
  const templates = await readTemplates(session, kind, files);
  const server = (await session.connect()).templates(kind);
  for (const template of templates) {
    const namespace = template.metadata.namespace ?? session.namespace;
    const { name = '' } = template.metadata;
    const written =
      how === 'create'
        ? await server.create(namespace, template)
        : await server.update(namespace, name, await withVersion(server, namespace, template));
    printTemplate(session, written, flags);
  }
  return EXIT.succeeded;
}

/** As argo does it: what is there now is replaced, unless somebody else was faster. */
async function withVersion(
  server: TemplateServer,
  namespace: string,
  template: WorkflowTemplate,
): Promise<WorkflowTemplate> {
  const { metadata } = await server.get(namespace, template.metadata.name ?? '');
  const { resourceVersion = '' } = metadata;
  return { ...template, metadata: { ...template.metadata, resourceVersion } };
}

async function readTemplates(
  session: Session,
  kind: TemplateKind,
  files: readonly string[],
): Promise<WorkflowTemplate[]> {
  const manifests = (await readManifestTexts(session, files)).flatMap(readManifests);
  const problems: string[] = [];
  const templates: WorkflowTemplate[] = [];
  for (const manifest of manifests.filter((one) => one.kind === '' || one.kind === kind)) {
    const { template } = manifest;
    const found = [
      ...manifest.problems,
      ...(template === undefined ? [] : validateTemplate(manifest, template)),
    ];
    for (const problem of found) {
      if (problem.severity === 'error') problems.push(problemText(problem));
      else session.err.write(`warning: ${problemText(problem)}\n`);
    }
    if (template !== undefined) templates.push(template.template);
  }
  if (problems.length > 0) throw new CommandError('failed', problems.join('\n'));
  if (templates.length === 0) throw new CommandError('failed', `no ${kind} found in given files`);
  return templates;
}

/** `template get TEMPLATE...` */
export async function getTemplates(
  session: Session,
  kind: TemplateKind,
  names: readonly string[],
  flags: TemplateOutputFlags,
): Promise<ExitCode> {
  const server = (await session.connect()).templates(kind);
  for (const name of names) printTemplate(session, await server.get(session.namespace, name), flags);
  return EXIT.succeeded;
}

export interface TemplateListFlags extends TemplateOutputFlags {
  allNamespaces?: boolean;
  selector?: string;
}

/** `template list` */
export async function listTemplates(
  session: Session,
  kind: TemplateKind,
  flags: TemplateListFlags,
): Promise<ExitCode> {
  const server = (await session.connect()).templates(kind);
  const namespace = flags.allNamespaces ? '' : session.namespace;
  const templates = await allTemplates(server, namespace, flags.selector);
  const { output } = flags;
  if (output === 'json') session.out.write(`${JSON.stringify(templates, null, 2)}\n`);
  else if (output === 'yaml') session.out.write(renderYaml(templates));
  else if (output === 'name') {
    for (const { metadata } of templates) session.out.write(`${metadata.name ?? ''}\n`);
  } else session.out.write(renderTemplateList(templates, { namespace: flags.allNamespaces === true }));
  return EXIT.succeeded;
}

async function allTemplates(
  server: TemplateServer,
  namespace: string,
  labelSelector = '',
): Promise<WorkflowTemplate[]> {
  const templates: WorkflowTemplate[] = [];
  let token = '';
  do {
    const page = await server.list(namespace, { labelSelector, continue: token, limit: 500 });
    templates.push(...page.items);
    token = page.continue;
  } while (token !== '');
  return templates;
}

/** `template delete [TEMPLATE...]` */
export async function deleteTemplates(
  session: Session,
  kind: TemplateKind,
  names: readonly string[],
  flags: { all?: boolean },
): Promise<ExitCode> {
  if (names.length === 0 && !flags.all) throw usageError('requires the name of a template, or --all');
  const server = (await session.connect()).templates(kind);
  const all = flags.all ? await allTemplates(server, session.namespace) : [];
  for (const name of [...names, ...all.map(({ metadata }) => metadata.name ?? '')]) {
    session.out.write(`${kind} '${name}' ${await deleteOne(server, session.namespace, name)}\n`);
  }
  return EXIT.succeeded;
}

async function deleteOne(server: TemplateServer, namespace: string, name: string): Promise<string> {
  try {
    await server.delete(namespace, name);
    return 'deleted';
  } catch (error) {
    if (errorCode(error) === 'not_found') return 'not found';
    throw error;
  }
}

function printTemplate(session: Session, template: WorkflowTemplate, { output }: TemplateOutputFlags): void {
  if (output === 'name') session.out.write(`${template.metadata.name ?? ''}\n`);
  else if (output === 'json') session.out.write(`${JSON.stringify(template, null, 4)}\n`);
  else if (output === 'yaml') session.out.write(renderYaml(template));
  else session.out.write(renderTemplate(template, session.now()));
}
