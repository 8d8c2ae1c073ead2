import type { Template } from '@tiphys/spec';
import type { Random } from '../seeded-random.ts';
import { artifactTemplates } from './artifact-templates.ts';
import { container } from './plain-container.ts';
import { podTemplates } from './pod-templates.ts';
import { type RandomLanguage, retryStrategy, synchronization } from './strategies.ts';

/** How many of them a workflow knows. */
const LEAVES = 9;

/** Some of the templates that call no others; the one named `leaf` always, for whatever asks for nothing else. */
export function leafTemplates(random: Random, language: RandomLanguage): Template[] {
  const others = [
    ...simpleTemplates(random),
    ...coordinated(random),
    ...limited(random),
    ...artifactTemplates(random, language),
    ...podTemplates(random, language),
    ...(language.people ? waitingForPeople(random) : []),
    ...(language.requests ? requests(random) : []),
  ];
  const chosen: Template[] = [];
  while (chosen.length < LEAVES) chosen.push(...others.splice(random.below(others.length), 1));
  return [leaf(random), ...chosen];
}

function leaf(random: Random): Template {
  const counter = { name: 'leaves', help: 'ended', counter: { value: '1' } };
  const labels = [{ key: 'status', value: '{{status}}' }];
  const histogram = {
    name: 'spread',
    help: 'h',
    labels,
    histogram: { value: '{{duration}}', buckets: [1, 5] },
  };
  const when = '{{status}} == Succeeded';
  const gauge = { name: 'size', help: 'g', when, gauge: { value: '3', operation: 'Add' } };
  const realtime = { name: 'age', help: 'r', gauge: { realtime: true, value: '{{duration}}' } };
  return {
    name: 'leaf',
    container,
    metrics: { prometheus: [random.pick([counter, histogram, gauge, realtime])] },
  };
}

/** Those that print, take, give, wait for a time, or are tried again. */
function simpleTemplates(random: Random): Template[] {
  return [
    { name: 'pause', suspend: { duration: '200ms' } },
    {
      name: 'retried',
      retryStrategy: { limit: 2, retryPolicy: 'Always' },
      container: { ...container, args: ['{{retries}} {{lastRetry.exitCode}}'] },
    },
    { name: 'tried', retryStrategy: retryStrategy(random), container },
    { name: 'daemon', daemon: true, container },
    { name: 'retried-daemon', daemon: true, retryStrategy: { limit: 1 }, container },
    {
      name: 'takes',
      inputs: { parameters: [{ name: 'message', default: 'none', description: 'what it says' }] },
      container: { ...container, args: ['{{inputs.parameters.message}}'] },
    },
    {
      name: 'chooses',
      inputs: { parameters: [{ name: 'size', default: 'small', enum: ['small', 'large'] }] },
      container: { ...container, args: ['{{=inputs.parameters.size + "-" + workflow.name}}'] },
    },
    {
      name: 'reads',
      inputs: {
        parameters: [
          {
            name: 'limit',
            valueFrom: {
              configMapKeyRef: { name: random.pick(['limits', 'gone']), key: 'three', optional: true },
              default: '7',
            },
          },
        ],
      },
      container: { ...container, args: ['{{inputs.parameters.limit}}'] },
    },
    {
      name: 'gives',
      outputs: {
        parameters: [
          {
            name: 'value',
            valueFrom: { path: '/tmp/value', default: 'nothing' },
            ...(random.chance(0.5) ? { globalName: 'everybodys' } : {}),
          },
        ],
      },
      container,
    },
    {
      name: 'script',
      script: { image: 'busybox', command: ['sh'], source: 'echo {{workflow.name}}' },
    },
    {
      name: 'shown',
      annotations: {
        'workflows.argoproj.io/display-name': random.pick([
          'shown-{{workflow.name}}',
          'shown',
          'no legal name',
        ]),
      },
      container,
    },
  ];
}

/** Those that wait for a lock or look into a cache. */
function coordinated(random: Random): Template[] {
  const memoize = (key: string) => ({ key, cache: { configMap: { name: 'cache' } }, maxAge: '1h' });
  return [
    { name: 'locked', synchronization: { mutexes: [{ name: 'one' }] }, container },
    {
      name: 'locked-twice',
      synchronization: {
        mutexes: [{ name: '{{workflow.name}}-two' }, { name: 'one' }],
        semaphores: [{ configMapKeyRef: { name: 'limits', key: 'three' } }],
      },
      retryStrategy: { limit: 1 },
      container,
    },
    { name: 'locked-somehow', synchronization: synchronization(random, 'leaf'), container },
    {
      name: 'remembered',
      memoize: memoize('k-{{workflow.name}}'),
      outputs: { parameters: [{ name: 'value', valueFrom: { path: '/tmp/value', default: 'nothing' } }] },
      container,
    },
    {
      name: 'locked-and-remembered',
      synchronization: { mutexes: [{ name: 'one' }] },
      memoize: memoize('both'),
      container,
    },
  ];
}

/** Those that have only so much time. */
function limited(random: Random): Template[] {
  return [
    { name: 'timed', timeout: '2s', activeDeadlineSeconds: '1', container },
    { name: 'hurried', pendingTimeout: '1', retryStrategy: { limit: 1 }, container },
    {
      name: 'bounded',
      activeDeadlineSeconds: random.pick([1, 5, '{{workflow.parameters.seconds}}']),
      container,
    },
  ];
}

/** Those that somebody resumes or sets, and has values for. */
function waitingForPeople(random: Random): Template[] {
  const approval = { name: 'approval', valueFrom: { supplied: {}, default: 'nobody' } };
  const reason = { name: 'reason', valueFrom: { supplied: {} } };
  return [
    { name: 'asks', suspend: {} },
    {
      name: 'asks-for',
      suspend: random.chance(0.3) ? { duration: '2' } : {},
      inputs: { parameters: [{ name: 'approval', default: '{"enum": ["yes", "no"]}' }] },
      outputs: { parameters: random.chance(0.4) ? [approval, reason] : [approval] },
    },
  ];
}

function requests(random: Random): Template[] {
  const secretKeyRef = { name: 'login', key: 'token', optional: true };
  return [
    {
      name: 'request',
      http: {
        url: 'http://there.test/{{workflow.name}}',
        ...(random.chance(0.5) ? { method: 'POST', body: '{{workflow.parameters.message}}' } : {}),
        ...(random.chance(0.3) ? { bodyFrom: { bytes: 'aGVsbG8=' } } : {}),
        headers: [
          { name: 'x-one', value: '{{workflow.uid}}' },
          { name: 'x-two', valueFrom: { secretKeyRef } },
        ],
        timeoutSeconds: 20,
        ...(random.chance(0.5) ? { successCondition: 'response.statusCode < 300' } : {}),
        ...(random.chance(0.3) ? { insecureSkipVerify: true } : {}),
      },
    },
  ];
}
