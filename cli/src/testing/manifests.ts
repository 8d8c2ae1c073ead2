import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** A right manifest. */
export const GOOD = `apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: good-
spec:
  entrypoint: main
  arguments:
    parameters:
    - name: message
      value: hello
  templates:
  - name: main
    container:
      image: busybox
      command: [echo, "{{workflow.parameters.message}}"]
`;

/** A field that nobody knows, in line 10, and one that needs Kubernetes, in line 11. */
export const BAD = `apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: bad-
spec:
  entrypoint: main
  templates:
  - name: main
    container:
      imgae: busybox
    plugin: { hello: {} }
`;

/** Writes manifests to a folder that goes when the test is over; the paths are in the order of the contents. */
export function manifestFiles(t: TestContext, contents: Readonly<Record<string, string>>): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'tiphys-manifests-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return Object.entries(contents).map(([name, text]) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  });
}
