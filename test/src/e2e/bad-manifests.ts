/** A manifest that must be refused, and what is said of it. */
export interface BadManifest {
  what: string;
  yaml: string;
  /** Path and reason, as lint and submit tell them. */
  says: string;
  /** As the api tells them, where it knows less: a message has no names of fields that are not in it. */
  apiSays?: string;
  /** Where lint finds it. */
  line: number;
}

const CONTAINER = "container: { image: none, command: ['true'] }";

/** A workflow with this spec; the spec's first line is line 4. */
function workflow(...spec: readonly string[]): string {
  const head = ['apiVersion: argoproj.io/v1alpha1', 'kind: Workflow', 'metadata: { name: bad }'];
  return [...head, 'spec:', ...spec.map((line) => `  ${line}`), ''].join('\n');
}

/** A workflow whose templates these are; the first of them is on line 7. */
function templates(...lines: readonly string[]): string {
  return workflow('entrypoint: main', 'templates:', ...lines.map((line) => `- ${line}`));
}

/** Manifests that are YAML, and no workflow. */
export const BAD_MANIFESTS: readonly BadManifest[] = [
  {
    what: 'an unknown field',
    yaml: templates('{ name: main, containre: { image: none } }'),
    says: 'spec.templates[0].containre: strict decoding error: unknown field "spec.templates[0].containre" (did you mean "container"?)',
    apiSays: 'spec.templates[0].containre: unknown field',
    line: 7,
  },
  {
    what: 'a field that is not supported',
    yaml: templates(
      `{ name: main, ${CONTAINER} }`,
      `{ name: other, ${CONTAINER} }`,
      '{ name: third, resource: { action: get } }',
    ),
    says: 'spec.templates[2].resource: needs Kubernetes: it makes and changes its objects',
    line: 9,
  },
  {
    what: 'a template that is missing',
    yaml: templates('{ name: main, dag: { tasks: [{ name: a, template: nowhere }] } }'),
    says: "spec.templates[0].dag.tasks[0].template: templates.main.tasks.a template name 'nowhere' undefined",
    line: 7,
  },
  {
    what: 'a handler that is missing',
    yaml: workflow('entrypoint: main', 'onExit: nowhere', 'templates:', `- { name: main, ${CONTAINER} }`),
    says: "spec.onExit: template name 'nowhere' undefined",
    line: 6,
  },
  {
    what: 'a cycle',
    yaml: templates(
      '{ name: main, dag: { tasks: [{ name: a, template: t, dependencies: [b] },',
      '  { name: b, template: t, dependencies: [a] }] } }',
      `{ name: t, ${CONTAINER} }`,
    ).replace('-   {', '    {'),
    says: 'spec.templates[0].dag.tasks[0].dependencies: templates.main sorting failed: graph with cycle: a->b->a',
    line: 7,
  },
  {
    what: 'a task that is there twice',
    yaml: templates(
      '{ name: main, dag: { tasks: [{ name: a, template: t }, { name: a, template: t }] } }',
      `{ name: t, ${CONTAINER} }`,
    ),
    says: 'spec.templates[0].dag.tasks[1].name: templates.main sorting failed: duplicated nodeName a',
    line: 7,
  },
  {
    what: 'a template that is there twice',
    yaml: templates(`{ name: main, ${CONTAINER} }`, `{ name: main, ${CONTAINER} }`),
    says: "spec.templates[1].name: spec.templates[1].name 'main' is not unique",
    line: 8,
  },
  {
    what: 'a variable that nothing resolves',
    yaml: templates('{ name: main, container: { image: none, args: ["{{inputs.parameters.nobody}}"] } }'),
    says: 'spec.templates[0].container.args[0]: templates.main: failed to resolve {{inputs.parameters.nobody}}',
    line: 7,
  },
  {
    what: 'a hook without an expression',
    yaml: workflow(
      'entrypoint: main',
      'hooks: { h: { template: main } }',
      `templates: [{ name: main, ${CONTAINER} }]`,
    ),
    says: 'spec.hooks.h: hooks.h Expression required',
    line: 6,
  },
  {
    what: '__proto__ as the name of a task',
    yaml: templates(
      '{ name: main, dag: { tasks: [{ name: __proto__, template: t }] } }',
      `{ name: t, ${CONTAINER} }`,
    ),
    says:
      "spec.templates[0].dag.tasks[0].name: templates.main.tasks[0].name: '__proto__' is invalid: name must consist of alpha-numeric characters " +
      "or '-', and must start with an alpha-numeric character (e.g. My-name1-2, 123-NAME)",
    line: 7,
  },
  {
    what: '10,000 templates that call each other',
    yaml: templates(
      '{ name: main, steps: [[{ name: s, template: t0 }]] }',
      ...Array.from(
        { length: 10_000 },
        (_, n) => `{ name: t${n}, steps: [[{ name: s, template: t${n + 1} }]] }`,
      ),
      `{ name: t10000, ${CONTAINER} }`,
    ),
    says: 'spec.templates[99]: maximum recursion depth exceeded: 99 templates at most can call each other in a chain',
    line: 106,
  },
];

/** What is no YAML that can be read. */
export const UNREADABLE: readonly BadManifest[] = [
  {
    what: 'a list that does not end',
    yaml: workflow('entrypoint: main', 'templates: ['),
    says: 'Flow sequence in block collection must be sufficiently indented and end with a ]',
    line: 7,
  },
  {
    what: 'a key that is there twice',
    yaml: workflow('entrypoint: main', 'entrypoint: main', `templates: [{ name: main, ${CONTAINER} }]`),
    says: 'spec.entrypoint: the key "entrypoint" stands twice in the same map',
    line: 6,
  },
  {
    what: '10,000 steps inside each other',
    yaml: templates(
      `{ name: main, ${'steps: [[{ name: s, inline: { '.repeat(10_000)}${CONTAINER}${' } }]]'.repeat(10_000)} }`,
    ),
    says: 'nested too deeply: at most 128 lists and maps inside each other are taken',
    line: 7,
  },
  {
    what: 'aliases that stand for a billion values',
    yaml: [
      'a0: &a0 [x, x, x, x, x, x, x, x, x, x]',
      ...Array.from(
        { length: 8 },
        (_, n) => `a${n + 1}: &a${n + 1} [${Array(10).fill(`*a${n}`).join(', ')}]`,
      ),
      workflow('entrypoint: main', 'templates: *a8'),
    ].join('\n'),
    says: 'a4[7]: its aliases stand for more than 100000 values',
    line: 5,
  },
];
