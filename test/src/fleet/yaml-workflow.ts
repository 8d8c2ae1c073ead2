import type { Workflow } from '@tiphys/spec';
import { parseYaml } from '@tiphys/spec';
import { type Fleet, NAMESPACE } from './fleet.ts';

/** The one document of a manifest, as Argo's JSON. */
export function fromYaml(text: string): object {
  const { documents, problems } = parseYaml(text);
  const [first, ...more] = documents;
  if (first === undefined || more.length > 0 || problems.length > 0) {
    throw new Error(`not one document: ${JSON.stringify(problems)}`);
  }
  return first.value as object;
}

/** Submits a manifest. @returns the workflow's name. */
export async function submitYaml(fleet: Fleet, text: string, name?: string): Promise<string> {
  const manifest = fromYaml(text) as { metadata?: object };
  const named = name === undefined ? manifest : { ...manifest, metadata: { ...manifest.metadata, name } };
  const { metadata } = await fleet.client.createWorkflow(NAMESPACE, named);
  return metadata.name ?? '';
}

/** Submits a manifest and waits for the workflow's end. */
export async function runYaml(fleet: Fleet, text: string, name?: string): Promise<Workflow> {
  return fleet.watch.finished(await submitYaml(fleet, text, name));
}

/** Every node in one line, as in `.a.onExit Pod Succeeded` or `.a Pod Failed: main: Error (exit code 1)`, by name. */
export function treeOf({ metadata, status }: Workflow): string[] {
  const { name: workflow = '' } = metadata;
  return Object.values(status?.nodes ?? {})
    .map(({ name, type, phase, message }) => {
      const inside = name === workflow ? '/' : name.slice(workflow.length);
      return `${inside} ${type} ${phase}${message ? `: ${message}` : ''}`;
    })
    .sort();
}

/** What a workflow's containers have said, by the pod that said it. */
export async function outputOf(fleet: Fleet, workflow: Workflow): Promise<Map<string, string>> {
  const { namespace = '', name = '' } = workflow.metadata;
  const output = new Map<string, string>();
  for await (const { podName, content } of fleet.client.workflowLogs(namespace, name)) {
    output.set(podName, `${output.get(podName) ?? ''}${content}\n`);
  }
  return output;
}
