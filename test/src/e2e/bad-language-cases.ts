/** One workflow that goes wrong when it runs. */
export interface BadCase {
  /** Of the workflow. */
  name: string;
  what: string;
  /** Fields of the template that the task `a` calls; by default it does nothing. */
  template?: string;
  /** Further fields of the task. */
  call?: string;
  phase: 'Failed' | 'Error';
  message: RegExp;
}

export interface Places {
  image: string;
  /** Of the files in `bad-language.int.test.ts`. */
  files: string;
}

/** Parameters of the workflow that cases name; a workflow has those that its case names. */
export const BAD_ARGUMENTS: Readonly<Record<string, string>> = {
  text: 'no list',
  long: `[${'0,'.repeat(199_999)}0]`,
  expression: 'lastRetry.exitCode +',
  patch: 'containers: [',
  nul: 'a\\0z',
  many: '600000',
};

/** A manifest with the case's task, handlers at the task and at the workflow. */
export function manifestOf(bad: BadCase, { image }: Places): string {
  const { name, template = `container: { image: '${image}', command: ['true'] }`, call = '' } = bad;
  const named = Object.keys(BAD_ARGUMENTS).filter((one) =>
    [template, call].some((text) => text.includes(`workflow.parameters.${one}`)),
  );
  const parameters = named.map((one) => `{ name: ${one}, value: "${BAD_ARGUMENTS[one]}" }`);
  return `
metadata: { name: ${name} }
spec:
  entrypoint: main
  onExit: farewell
  arguments: { parameters: [${parameters.join(', ')}] }
  templates:
    - name: main
      dag: { tasks: [{ name: a, template: work${call === '' ? '' : `, ${call}`} }] }
    - { name: work, ${template} }
    - { name: farewell, container: { image: '${image}', command: [echo], args: ['{{workflow.status}}'] } }
`;
}

/** Loops, names, expressions and patches. */
export function badTexts({ image }: Places): BadCase[] {
  return [
    {
      name: 'no-json',
      what: 'a withParam that is no JSON',
      call: "withParam: '{{workflow.parameters.text}}'",
      phase: 'Error',
      message: /^withParam value could not be parsed as a JSON list: no list: /,
    },
    {
      name: 'too-many-items',
      what: 'a withParam of 200,000 items',
      call: "withParam: '{{workflow.parameters.long}}'",
      phase: 'Error',
      message: /^withParam has 200000 items: a loop may have at most 100000$/,
    },
    {
      name: 'no-expression',
      what: 'a retry expression that does not compile',
      template: `retryStrategy: { limit: 2, expression: 'lastRetry.exitCode +' }, container: { image: '${image}', command: ['false'] }`,
      phase: 'Error',
      message: /^unexpected token EOF \(1:20\)\n \| lastRetry\.exitCode \+\n/,
    },
    {
      name: 'no-expression-late',
      what: 'a retry expression from a parameter that does not compile',
      template: `retryStrategy: { limit: 2, expression: '{{workflow.parameters.expression}}' }, container: { image: '${image}', command: ['false'] }`,
      phase: 'Error',
      message: /^unexpected token EOF \(1:20\)\n \| lastRetry\.exitCode \+\n/,
    },
    {
      name: 'no-patch',
      what: 'a podSpecPatch that is no YAML',
      template: `podSpecPatch: '{{workflow.parameters.patch}}', container: { image: '${image}', command: ['true'] }`,
      phase: 'Error',
      message: /^invalid podSpecPatch: Flow sequence in block collection must be sufficiently indented/,
    },
    {
      name: 'no-patch-early',
      what: 'a podSpecPatch that is no YAML',
      template: `podSpecPatch: 'containers: [', container: { image: '${image}', command: ['true'] }`,
      phase: 'Error',
      message: /^invalid podSpecPatch: Flow sequence in block collection must be sufficiently indented/,
    },
    {
      name: 'strange-patch',
      what: 'a podSpecPatch of the wrong kind',
      template: `podSpecPatch: 'containers: 5', container: { image: '${image}', command: ['true'] }`,
      phase: 'Error',
      message: /^invalid podSpecPatch: containers: expected a list of containers, got a number$/,
    },
  ];
}

/** What would keep a scheduler busy, or use up its memory. */
export function badEffort({ image }: Places): BadCase[] {
  const given = (value: string): Pick<BadCase, 'template' | 'call'> => ({
    template: `inputs: { parameters: [{ name: p }] }, container: { image: '${image}', command: [echo], args: ['{{inputs.parameters.p}}'] }`,
    call: `arguments: { parameters: [{ name: p, value: '${value}' }] }`,
  });
  const many = 'asInt(workflow.parameters.many)';
  return [
    {
      name: 'long-work',
      what: 'an expression that would run for hours',
      ...given(`{{=count(1..${many}, {count(1..${many}, {# > 0}) > 0})}}`),
      phase: 'Error',
      message: /memory budget exceeded|steps/,
    },
    {
      name: 'much-memory',
      what: 'an expression that would fill the memory',
      ...given(`{{=len(map(1..${many}, {1..${many}}))}}`),
      phase: 'Error',
      message: /memory budget exceeded/,
    },
    {
      name: 'much-text',
      what: 'an expression that would make a text without an end',
      ...given(
        `{{=len(sprig.repeat(${many}, workflow.parameters.many + "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))}}`,
      ),
      phase: 'Error',
      message: /memory budget exceeded/,
    },
    {
      name: 'deep',
      what: 'an expression of 5,000 levels',
      ...given(`{{=workflow.parameters.many + ${'('.repeat(5_000)}"1"${')'.repeat(5_000)}}}`),
      phase: 'Error',
      message: /deep|levels|nested/,
    },
  ];
}

/** Secrets, ConfigMaps, volumes and the containers beside main. */
export function badPods({ image, files }: Places): BadCase[] {
  const container = `container: { image: '${image}', command: ['true']`;
  const mounted = `${container}, volumeMounts: [{ name: v, mountPath: /v }] }`;
  return [
    {
      name: 'no-secret',
      what: 'a variable from a Secret that does not exist',
      template: `${container}, env: [{ name: A, valueFrom: { secretKeyRef: { name: none, key: k } } }] }`,
      phase: 'Error',
      message: /CreateContainerConfigError: secret "none" not found$/,
    },
    {
      name: 'no-secret-volume',
      what: 'a volume of a Secret that does not exist',
      template: `volumes: [{ name: v, secret: { secretName: none } }], ${mounted}`,
      phase: 'Error',
      message: /MountVolume.SetUp failed for volume "v" : secret "none" not found$/,
    },
    {
      name: 'no-secret-header',
      what: 'a header from a Secret that does not exist',
      template: `http: { url: '${files}/page', headers: [{ name: A, valueFrom: { secretKeyRef: { name: none, key: k } } }] }`,
      phase: 'Failed',
      message: /^secrets "none" not found$/,
    },
    {
      name: 'nul-secret',
      what: 'a variable from a Secret whose value holds NUL',
      template: `${container}, env: [{ name: A, valueFrom: { secretKeyRef: { name: strange, key: nul } } }] }`,
      phase: 'Error',
      message: /CreateContainerConfigError: the value of variable A holds NUL$/,
    },
    {
      name: 'secret-command',
      what: 'a command from a Secret that the image does not have',
      template: `container: { image: '${image}', command: ['$(A)'], env: [{ name: A, valueFrom: { secretKeyRef: { name: strange, key: word } } }] }`,
      phase: 'Failed',
      message:
        /^main: Error \(exit code 64\): failed to find name in PATH: exec: "\$\(A\)": executable file not found in \$PATH$/,
    },
    {
      name: 'strange-header',
      what: 'a header from a Secret whose value is no header',
      template: `http: { url: '${files}/page', headers: [{ name: A, valueFrom: { secretKeyRef: { name: strange, key: lines } } }] }`,
      phase: 'Failed',
      message: /^Get "http:\/\/127[^"]*": (?!.*ses)/,
    },
    {
      name: 'no-config-map',
      what: 'variables from a ConfigMap that does not exist',
      template: `${container}, envFrom: [{ configMapRef: { name: none } }] }`,
      phase: 'Error',
      message: /CreateContainerConfigError: configmap "none" not found$/,
    },
    {
      name: 'no-config-map-volume',
      what: 'a volume of a ConfigMap that does not exist',
      template: `volumes: [{ name: v, configMap: { name: none } }], ${mounted}`,
      phase: 'Error',
      message: /MountVolume.SetUp failed for volume "v" : configmap "none" not found$/,
    },
    {
      name: 'no-config-map-input',
      what: 'an input from a ConfigMap that does not exist',
      template: `inputs: { parameters: [{ name: p, valueFrom: { configMapKeyRef: { name: none, key: k } } }] }, ${container} }`,
      phase: 'Error',
      message: /: unable to retrieve inputs\.parameters\.p from ConfigMap: ConfigMap 'none' does not exist$/,
    },
    {
      name: 'no-host-path',
      what: 'a hostPath that no agent allows',
      template: `volumes: [{ name: v, hostPath: { path: /etc } }], ${mounted}`,
      phase: 'Error',
      message: /volume "v": hostPath \/etc is not allowed by this agent \(TIPHYS_HOST_PATHS\)$/,
    },
    {
      name: 'hidden-host-path',
      what: 'a hostPath that a patch brings in',
      template: `volumes: [{ name: v, emptyDir: {} }], podSpecPatch: 'volumes: [{ name: v, emptyDir: null, hostPath: { path: /etc } }]', ${mounted}`,
      phase: 'Error',
      message: /^volume "v": hostPath \/etc is not allowed by this agent \(TIPHYS_HOST_PATHS\)$/,
    },
    {
      name: 'no-sidecar',
      what: 'a sidecar whose image does not exist',
      template: `sidecars: [{ name: side, image: 'localhost:1/no/such-image:1' }], volumes: [{ name: v, emptyDir: {} }], ${mounted}`,
      phase: 'Error',
      message: /ErrImagePull: image "localhost:1\/no\/such-image:1"/,
    },
    {
      name: 'no-init',
      what: 'an init container that fails',
      template: `initContainers: [{ name: prepare, image: '${image}', command: [sh, -c, 'exit 3'] }], volumes: [{ name: v, emptyDir: {} }], ${mounted}`,
      phase: 'Failed',
      message: /^prepare: Error \(exit code 3\)$/,
    },
    {
      name: 'linked-volume',
      what: 'a link out of a volume, mounted by its subPath',
      template:
        `volumes: [{ name: v, emptyDir: {} }], initContainers: [{ name: prepare, image: '${image}', command: [ln, -s, /etc, /v/out], volumeMounts: [{ name: v, mountPath: /v }] }], ` +
        `${container}, volumeMounts: [{ name: v, mountPath: /v, subPath: out }] }`,
      phase: 'Error',
      message: /subPath out: out is a symbolic link$/,
    },
  ];
}

/** What comes out of a container, and what goes in. */
export function badFiles({ image, files }: Places): BadCase[] {
  const loaded = (source: string, archive = ''): string =>
    `inputs: { artifacts: [{ name: in, path: /in/thing, ${archive}${source} }] }, container: { image: '${image}', command: [ls, /in/thing] }`;
  const served = (file: string, archive = ''): string => loaded(`http: { url: '${files}/${file}' }`, archive);
  return [
    {
      name: 'large-output',
      what: 'an output file of 50 MB as a parameter',
      template:
        `container: { image: '${image}', command: [dd, if=/dev/zero, of=/out, bs=1M, count=50] }, ` +
        'outputs: { parameters: [{ name: out, valueFrom: { path: /out, default: none } }] }',
      phase: 'Error',
      message: /output parameter "out": \/out: 52428800 bytes, at most 262144 can be kept$/,
    },
    {
      name: 'long-argument',
      what: 'an argument that no process can be started with',
      template: `container: { image: '${image}', command: [echo, '{{workflow.parameters.long}}'] }`,
      phase: 'Failed',
      message: /^main: Error \(exit code \d+\)$/,
    },
    {
      name: 'nul-path',
      what: 'an input artifact whose path holds NUL',
      template: `inputs: { artifacts: [{ name: in, path: '/in/{{workflow.parameters.nul}}', raw: { data: hi } }] }, container: { image: '${image}', command: ['true'] }`,
      phase: 'Error',
      message: /^artifact in: its path holds NUL$/,
    },
    {
      name: 'no-artifact',
      what: 'an input artifact that is missing in its store',
      template: loaded('s3: { key: no/such/thing }'),
      phase: 'Error',
      message: /artifact in failed to load: .*no\/such\/thing/,
    },
    {
      name: 'no-page',
      what: 'an input artifact that the web does not have',
      template: served('nothing'),
      phase: 'Error',
      message: /artifact in failed to load: .*404/,
    },
    {
      name: 'no-output',
      what: 'an output artifact that is not there',
      template: `container: { image: '${image}', command: ['true'] }, outputs: { artifacts: [{ name: out, path: /none }] }`,
      phase: 'Error',
      message: /output artifact "out": open \/none: no such file or directory$/,
    },
    {
      name: 'dots',
      what: 'a path with .. in a tar',
      template: served('dots'),
      phase: 'Error',
      message:
        /artifact in failed to load: the archive is refused: illegal file path: x\/\.\.\/\.\.\/escaped$/,
    },
    {
      name: 'link-out',
      what: 'a link out of the folder in a tar',
      template: served('link'),
      phase: 'Error',
      message: /artifact in failed to load: the archive is refused: illegal symlink target: x\/link -> /,
    },
    {
      name: 'link-through',
      what: 'a file behind a link in a tar',
      template: served('through'),
      phase: 'Error',
      message: /artifact in failed to load: the archive is refused: .* goes through the link x\/here$/,
    },
    {
      name: 'link-absolute',
      what: 'an absolute link in a tar',
      template: served('link-absolute'),
      phase: 'Error',
      message: /the archive is refused: illegal symlink target: x\/link -> \/etc\/passwd$/,
    },
    {
      name: 'device',
      what: 'a device in a tar',
      template: served('device'),
      phase: 'Error',
      message: /artifact in failed to load: the archive is refused: .*x\/null/,
    },
    {
      name: 'zip-dots',
      what: 'a path with .. in a zip',
      template: served('zip-dots', 'archive: { zip: {} }, '),
      phase: 'Error',
      message:
        /artifact in failed to load: the archive is refused: illegal file path: .*x\/\.\.\/\.\.\/escaped$/,
    },
    {
      name: 'zip-device',
      what: 'a device in a zip',
      template: served('zip-device', 'archive: { zip: {} }, '),
      phase: 'Error',
      message: /the archive is refused: x\/null is neither a file, a folder nor a link$/,
    },
    {
      name: 'bomb-tar',
      what: 'a gzipped tar that unpacks to a thousand times its size',
      template: served('bomb-tar'),
      phase: 'Error',
      message:
        /artifact in failed to load: the archive is refused: it unpacks to more than 200 times its \d+ bytes$/,
    },
    {
      name: 'bomb-zip',
      what: 'a zip that unpacks to a thousand times its size',
      template: served('bomb-zip', 'archive: { zip: {} }, '),
      phase: 'Error',
      message:
        /artifact in failed to load: the archive is refused: it unpacks to more than 200 times its \d+ bytes$/,
    },
    {
      name: 'no-zip',
      what: 'what is no zip',
      template: served('page', 'archive: { zip: {} }, '),
      phase: 'Error',
      message: /artifact in failed to load: the archive is no zip, or is damaged/,
    },
  ];
}
