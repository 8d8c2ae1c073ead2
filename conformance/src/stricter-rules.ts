/** What Argo takes and Tiphys refuses for a reason, apart from fields. */
export interface StricterRule {
  /** What docs/compatibility.md says of it, word for word. */
  documented: string;
  is(path: string, text: string): boolean;
}

const HANDLER = /(^|\.)(onExit|hooks[.[])/;

function rule(documented: string, text: RegExp, path = /^/): StricterRule {
  return { documented, is: (place, message) => path.test(place) && text.test(message) };
}

export const STRICTER: readonly StricterRule[] = [
  rule(
    'A hook or `onExit` whose template does not exist: refused.',
    /undefined$|not found$|failed to get a template|(resource|template) name is required$/,
    HANDLER,
  ),
  rule(
    'A hook other than `exit` without an `expression`: refused in DAG tasks too',
    /\.tasks\..* Expression required$/,
  ),
  rule('The arguments of hooks are checked as those of steps are.', /\.arguments\./, HANDLER),
  rule(
    'An entry DAG with a task named `onExit`',
    /^the name 'onExit' is that of the exit handler/,
    /tasks\[\d+\]\.name$/,
  ),
  rule(
    '`value: [a, b]` and `value: {a: b}` of a parameter: refused.',
    /got a (list|map)$/,
    /\.(value|default|description|enum\[\d+\])$/,
  ),
  rule('A `depends` that cannot be read (`a &&`): refused.', /^(?!templates\.)/, /\.depends$/),
  rule('`depends: a.AnySucceeded || a` where `a` has no items: refused', /uses an items-based condition/),
  rule("A workflow's `parallelism` below 1 is refused", /nothing would ever start/),
  rule('A chain of 100 templates that call each other: refused.', /maximum recursion depth exceeded/),
  rule('A variable in the name of a step: `inputs.parameters.*`', /only inputs\.parameters\.\*/),
  rule('`spec.shutdown` other than `Stop` and `Terminate`: refused.', /is neither Stop nor Terminate$/),
  rule('An unknown field inside a step', /unknown field/, /steps\[\d+\]\[\d+\]\./),
  rule('An artifact with two locations: refused', /at most one artifact location can be specified/),
  rule(
    '`outputs.result` and `outputs.exitCode` in a manifest, and `histogram.buckets` that are no numbers: refused',
    /the outcome of a node, not for a manifest to say|histogram\.buckets must be numbers/,
  ),
  rule(
    'An `entrypoint` with a variable beside a `workflowTemplateRef`: refused',
    /\{\{.* (undefined|not found)$/,
    /^spec\.entrypoint$/,
  ),
  rule(
    'What Kubernetes would refuse of a pod (required affinity, `imagePullPolicy`, `env` and `envFrom`, a claim without a name, an unknown `volumeClaimGC.strategy`)',
    /^/,
    /affinity\.nodeAffinity|imagePullPolicy$|\.env\[\d+\]|\.envFrom\[\d+\]|volumeClaimTemplates\[\d+\]|volumeClaimGC/,
  ),
  rule('`timezone: Local`: refused', /timezone/, /^spec\.timezone$/),
  rule(
    'A `data` template with artifacts, an output from a file, containers beside it or `daemon`: refused',
    /a data template has no container here/,
  ),
  rule('An output of a `suspend` template that is not `supplied`: refused', /valueFrom\.supplied$/),
  rule('`inline` beside `template` or `templateRef`: refused.', /cannot be specified with inline$/),
];
