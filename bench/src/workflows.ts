import type { Template, Workflow } from '@tiphys/spec';

/** What every task of the benches runs: the shortest command there is. */
export const BENCH_IMAGE = 'busybox:latest';
const leaf: Template = { name: 'leaf', container: { image: BENCH_IMAGE, command: ['true'] } };

/** `length` steps one after the other. */
export function chain(length: number): Workflow {
  const steps = Array.from({ length }, (_, index) => [{ name: `s${index}`, template: 'leaf' }]);
  return workflow('chain-', { name: 'main', steps });
}

/** `width` tasks that wait for none. */
export function fanout(width: number): Workflow {
  const tasks = Array.from({ length: width }, (_, index) => ({ name: `t${index}`, template: 'leaf' }));
  return workflow('fanout-', { name: 'main', dag: { tasks } });
}

function workflow(generateName: string, main: Template): Workflow {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata: { generateName },
    spec: { entrypoint: 'main', templates: [main, leaf] },
  };
}
