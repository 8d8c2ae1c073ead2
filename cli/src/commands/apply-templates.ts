import type { TemplateKind } from '@tiphys/spec';
import { errorCode } from '../server-error.ts';
import type { Session } from '../session.ts';

/** A WorkflowTemplate or ClusterWorkflowTemplate as it stands in a file. */
export interface TemplateManifest {
  readonly kind: TemplateKind;
  readonly value: Record<string, unknown>;
}

export function isTemplateKind(kind: string): kind is TemplateKind {
  return kind === 'WorkflowTemplate' || kind === 'ClusterWorkflowTemplate';
}

/**
 * Creates templates, or replaces those that are there. One may refer to another further down, which has to be there
 * first: what is refused is tried again once others have been taken.
 *
 * @throws ClientError of the first that is refused when none is taken any more.
 */
export async function applyTemplates(
  session: Session,
  templates: readonly TemplateManifest[],
): Promise<void> {
  let waiting = [...templates];
  while (waiting.length > 0) {
    const refused: { template: TemplateManifest; error: unknown }[] = [];
    for (const template of waiting) {
      try {
        session.out.write(await applyOne(session, template));
      } catch (error) {
        if (errorCode(error) !== 'invalid_argument') throw error;
        refused.push({ template, error });
      }
    }
    if (refused.length === waiting.length) throw refused[0]?.error;
    waiting = refused.map(({ template }) => template);
  }
}

async function applyOne(session: Session, { kind, value }: TemplateManifest): Promise<string> {
  const server = (await session.connect()).templates(kind);
  const { name = '', namespace = session.namespace } = (value.metadata ?? {}) as {
    name?: string;
    namespace?: string;
  };
  try {
    await server.update(namespace, name, value);
    return `${kind} '${name}' configured\n`;
  } catch (error) {
    if (errorCode(error) !== 'not_found') throw error;
    await server.create(namespace, value);
    return `${kind} '${name}' created\n`;
  }
}
