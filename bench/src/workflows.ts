import type { Template, Workflow } from '@tiphys/spec';

/** `length` steps one after the other, each the shortest command there is. */
export function chain(length: number, image: string): Workflow {
  const steps = Array.from({ length }, (_, index) => [{ name: `s${index}`, template: 'leaf' }]);
  return workflow('chain-', image, { name: 'main', steps });
}

/** `width` tasks that wait for none. */
export function fanout(width: number, image: string): Workflow {
  const tasks = Array.from({ length: width }, (_, index) => ({ name: `t${index}`, template: 'leaf' }));
  return workflow('fanout-', image, { name: 'main', dag: { tasks } });
}

function workflow(generateName: string, image: string, main: Template): Workflow {
  const leaf: Template = { name: 'leaf', container: { image, command: ['true'] } };
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata: { generateName },
    spec: { entrypoint: 'main', templates: [main, leaf] },
  };
}
