import type { Random } from '@tiphys/engine/testing';
import type { Theme } from './themes.ts';

export type Json = Record<string, unknown>;

/** A template that may be called: what it takes and puts out. */
export interface Callable {
  name: string;
  ins: readonly string[];
  outs: readonly string[];
  hasResult: boolean;
  isComposite: boolean;
}

const RUN = { image: 'busybox', command: ['true'] };
const V = { name: 'v', valueFrom: { path: '/v' } };

export function retryStrategy(random: Random, theme: Theme): Json {
  const strategy: Json = { limit: random.pick([0, 1, 1, 2, '1']) };
  if (random.chance(0.6))
    strategy.retryPolicy = random.pick(['Always', 'OnFailure', 'OnError', 'OnTransientError']);
  if (random.chance(0.3)) {
    strategy.expression = random.pick([
      'lastRetry.exitCode != "2"',
      'asInt(retries) < 1',
      'lastRetry.status == "Error"',
      'asInt(lastRetry.exitCode) == 1',
      'lastRetry.message != "Pod failed"',
    ]);
  }
  if (random.chance(theme.backoff)) {
    strategy.backoff = {
      duration: random.pick(['1h', '3600', '10m', '2h']),
      ...(random.chance(0.5) ? { factor: 2 } : {}),
      ...(random.chance(0.2) ? { cap: '90m' } : {}),
      ...(random.chance(0.3) ? { maxDuration: random.pick(['70m', '290m', '30h']) } : {}),
    };
  }
  return strategy;
}

/** The templates that run something, and how they may be called. */
export function leafTemplates(random: Random, theme: Theme): { templates: Json[]; callables: Callable[] } {
  const templates: Json[] = [];
  const callables: Callable[] = [];
  const add = (name: string, body: Json, info: Partial<Callable> = {}, times = 1): void => {
    templates.push({ name, ...body });
    const callable = { name, ins: [], outs: [], hasResult: false, isComposite: false, ...info };
    for (let i = 0; i < times; i += 1) callables.push(callable);
  };
  const given = random.chance(0.3) ? { ...V, valueFrom: { path: '/v', default: 'dv' } } : V;
  const named = random.chance(0.3) ? { ...given, globalName: 'glob' } : given;
  const takes = {
    inputs: { parameters: [{ name: 'p' }] },
    container: { ...RUN, args: ['{{inputs.parameters.p}}'] },
  };
  add('leaf', { container: RUN });
  add('takes', { ...takes, inputs: { parameters: [{ name: 'p', default: 'dflt' }] } }, { ins: ['p'] });
  const list = { name: 'list', valueFrom: { path: '/l' } };
  add('gives', { outputs: { parameters: [named, list] }, container: RUN }, { outs: ['v', 'list'] });
  add('both', { ...takes, outputs: { parameters: [V] } }, { ins: ['p'], outs: ['v'] });
  add(
    'scr',
    { script: { image: 'busybox', command: ['sh'], source: 'echo {{workflow.name}}' } },
    { hasResult: true },
  );
  const often = theme.retries > 0.5 ? 4 : 1;
  add('tries', { retryStrategy: retryStrategy(random, theme), container: RUN }, {}, often);
  add(
    'triesgives',
    {
      retryStrategy: retryStrategy(random, theme),
      outputs: { parameters: [V] },
      container: { ...RUN, args: ['{{retries}}'] },
    },
    { outs: ['v'] },
    often,
  );
  for (const kind of theme.leaves) add(kind, ...special(kind, random, theme), 3);
  if (random.chance(theme.deadlines)) {
    const limits = random.pick<Json>([
      { timeout: '1h' },
      { timeout: '100h' },
      { activeDeadlineSeconds: 360000 },
    ]);
    add('limited', { ...limits, container: RUN }, {}, 2);
  }
  return { templates, callables };
}

function special(kind: string, random: Random, theme: Theme): [Json, Partial<Callable>] {
  const retries = { retryStrategy: retryStrategy(random, theme) };
  switch (kind) {
    case 'memo':
      return [
        {
          inputs: { parameters: [{ name: 'p', default: 'd' }] },
          memoize: {
            key: 'k-{{inputs.parameters.p}}',
            maxAge: '100h',
            cache: { configMap: { name: 'cache' } },
          },
          container: RUN,
        },
        { ins: ['p'] },
      ];
    case 'memogives':
      return [
        {
          memoize: { key: 'given', cache: { configMap: { name: 'cache' } } },
          outputs: { parameters: [V] },
          container: RUN,
          ...(random.chance(0.3) ? retries : {}),
        },
        { outs: ['v'] },
      ];
    case 'mutex':
      return [
        {
          synchronization: { mutexes: [{ name: 'm' }] },
          container: RUN,
          ...(random.chance(0.3) ? retries : {}),
        },
        {},
      ];
    case 'semaphore':
      return [
        {
          synchronization: {
            semaphores: [{ configMapKeyRef: { name: 'limits', key: random.pick(['one', 'two']) } }],
            ...(random.chance(0.2) ? { mutexes: [{ name: 'm' }] } : {}),
          },
          container: RUN,
        },
        {},
      ];
    case 'daemon':
      return [{ daemon: true, container: RUN }, {}];
    case 'daemontries':
      return [{ daemon: true, container: RUN, ...retries }, {}];
    case 'set':
    case 'settries':
      return [
        {
          containerSet: {
            containers: [
              { name: 'a', ...RUN },
              { name: 'b', ...RUN, ...(random.chance(0.5) ? { dependencies: ['a'] } : {}) },
              { name: 'main', ...RUN, ...(random.chance(0.5) ? { dependencies: ['a', 'b'] } : {}) },
            ],
          },
          ...(kind === 'set' ? {} : retries),
        },
        {},
      ];
    case 'asks':
      return [
        {
          suspend: {},
          inputs: { parameters: [{ name: 'p', default: 'yes', enum: ['yes', 'no'] }] },
          outputs: { parameters: [{ name: 'v', valueFrom: { supplied: {} } }] },
        },
        { outs: ['v'] },
      ];
    case 'waits':
      return [{ suspend: {} }, {}];
    case 'sleeps':
      return [{ suspend: { duration: random.pick(['60', '1h', '10m']) } }, {}];
    case 'http':
    case 'httptries':
      return [{ http: { url: 'http://there' }, ...(kind === 'http' ? {} : retries) }, { hasResult: true }];
    default:
      return [
        {
          data: {
            source: { artifactPaths: { name: 'files', s3: { bucket: 'b', endpoint: 'e' } } },
            transformation: [{ expression: 'filter(data, {# endsWith "x"})' }],
          },
        },
        { hasResult: true },
      ];
  }
}
