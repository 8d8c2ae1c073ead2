import { isBuiltin } from 'node:module';

/** As much of a package.json as counts here. */
interface Manifest {
  name?: string;
  dependencies?: Readonly<Record<string, string>>;
  devDependencies?: Readonly<Record<string, string>>;
  optionalDependencies?: Readonly<Record<string, string>>;
}

interface Workspace {
  /** Ends with a slash; empty for the root. */
  folder: string;
  manifest: Manifest;
  /** Sources and tests, by path. */
  texts: Map<string, string>;
}

const SOURCE = /\.(ts|mts|js|mjs)$/;
const TEST = /\.test\.ts$|\/testing\/|-suite\.ts$/;
/** Imports and exports begin their lines, or end a list of names that did; generated code has double quotes. */
const IMPORT = /^(?:(?:import|export|\}).*\bfrom|import) ['"]([^'"\n]+)['"]|\bimport\(['"]([^'"\n]+)['"]\)/gm;
const PACKAGE = /^(?:@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]*/;

/**
 * What a workspace imports and does not declare, and what it declares and does not use. The workspaces share one
 * node_modules folder, so that a missing declaration works here, and nowhere else.
 *
 * @param files every file of the repository, by path from its root.
 */
export function importDeclarationProblems(
  files: readonly string[],
  read: (path: string) => string,
): string[] {
  const workspaces = readWorkspaces(files, read);
  const names = new Set(workspaces.map(({ manifest }) => manifest.name ?? ''));
  const root = workspaces.find(({ folder }) => folder === '')?.manifest ?? {};
  return workspaces.flatMap((workspace) => [
    ...undeclared(workspace, root, names),
    // What the root declares, npm scripts call.
    ...(workspace.folder === '' ? [] : unused(workspace)),
  ]);
}

function readWorkspaces(files: readonly string[], read: (path: string) => string): Workspace[] {
  const workspaces = files
    .filter((path) => /(^|\/)package\.json$/.test(path))
    .map((path) => ({
      folder: path.slice(0, path.length - 'package.json'.length),
      manifest: JSON.parse(read(path)) as Manifest,
      texts: new Map<string, string>(),
    }))
    .sort((a, b) => b.folder.length - a.folder.length);
  for (const path of files.filter((file) => SOURCE.test(file))) {
    const owner = workspaces.find(({ folder }) => path.startsWith(folder));
    owner?.texts.set(path, read(path));
  }
  return workspaces;
}

function undeclared({ folder, manifest, texts }: Workspace, root: Manifest, names: Set<string>): string[] {
  const shipped = namesIn(manifest.dependencies, manifest.optionalDependencies);
  const forTests = new Set([...shipped, ...namesIn(manifest.devDependencies, root.devDependencies)]);
  const problems = new Set<string>();
  for (const [path, text] of texts) {
    const allowed = folder === '' || TEST.test(path) || path.includes('/tools/') ? forTests : shipped;
    for (const name of importedPackages(text)) {
      if (name === manifest.name || allowed.has(name)) continue;
      // The root's scripts reach every workspace, whose links npm always makes.
      if (folder === '' && names.has(name)) continue;
      problems.add(`${path}: imports ${name}, which ${folder}package.json does not declare`);
    }
  }
  return [...problems];
}

function unused({ folder, manifest, texts }: Workspace): string[] {
  const all = [...texts.values()].join('\n');
  return [...namesIn(manifest.dependencies, manifest.devDependencies)]
    .filter((name) => {
      const described = name.startsWith('@types/') ? name.slice('@types/'.length) : name;
      return !["'", '"'].some(
        (quote) => all.includes(`${quote}${described}${quote}`) || all.includes(`${quote}${described}/`),
      );
    })
    .map((name) => `${folder}package.json: declares ${name}, which nothing there uses`);
}

function importedPackages(text: string): Set<string> {
  const packages = new Set<string>();
  for (const match of text.matchAll(IMPORT)) {
    const target = match[1] ?? match[2] ?? '';
    const name = PACKAGE.exec(target)?.[0];
    if (name !== undefined && !isBuiltin(target)) packages.add(name);
  }
  return packages;
}

function namesIn(...lists: readonly (Readonly<Record<string, string>> | undefined)[]): Set<string> {
  return new Set(lists.flatMap((list) => Object.keys(list ?? {})));
}
