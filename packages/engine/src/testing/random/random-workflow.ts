import type { Arguments, LifecycleHooks, Template, Workflow, WorkflowSpec } from '@tiphys/spec';
import type { Random } from '../seeded-random.ts';
import { strategy } from './artifact-templates.ts';
import { callableAlone } from './calls.ts';
import { compositeTemplate, countdown } from './composite-templates.ts';
import { leafTemplates } from './leaf-templates.ts';
import { podSpecFor } from './pod-templates.ts';
import { type RandomLanguage, retryStrategy, synchronization } from './strategies.ts';

/** What needs nobody but agents. */
const PLAIN_LANGUAGE: RandomLanguage = {
  people: false,
  labels: false,
  requests: false,
  stores: false,
  artifacts: false,
};

/**
 * A valid workflow of the language: nested steps and DAG templates, conditions, parameters, artifacts and results
 * passed on, handlers and hooks at all three levels, and every field of the spec now and then.
 */
export function randomWorkflow(
  random: Random,
  name = 'wf',
  language: Partial<RandomLanguage> = {},
): Workflow {
  const whole = { ...PLAIN_LANGUAGE, ...language };
  const templates: Template[] = leafTemplates(random, whole);
  if (random.chance(0.1)) templates.push(countdown());
  const composites = 1 + random.below(4);
  for (let index = 0; index < composites; index += 1)
    templates.push(compositeTemplate(random, `t${index}`, templates));
  const entrypoint = random.chance(0.1) ? 'leaf' : `t${composites - 1}`;
  const callees = callableAlone(templates).map((template) => template.name);
  return {
    metadata: { name, namespace: 'default', ...labelled(random) },
    spec: {
      entrypoint,
      arguments: workflowArguments(random),
      templates,
      ...limits(random),
      ...(random.chance(0.6) ? { onExit: random.pick(callees) } : {}),
      ...(random.chance(0.3) ? { hooks: workflowHooks(random, callees) } : {}),
      ...podSpecFor(templates, random),
      ...ofPods(random, whole),
      ...afterwards(random, whole),
      ...(whole.people && random.chance(0.05) ? { suspend: true } : {}),
      ...(random.chance(0.02) ? { shutdown: random.pick(['Stop', 'Terminate'] as const) } : {}),
    },
  };
}

function labelled(random: Random): { labels?: Record<string, string>; annotations?: Record<string, string> } {
  return random.chance(0.2) ? { labels: { team: 'a' }, annotations: { note: 'b' } } : {};
}

function workflowArguments(random: Random): Arguments {
  const fromConfigMap = { configMapKeyRef: { name: random.pick(['limits', 'gone']), key: 'three' } };
  return {
    parameters: [
      { name: 'message', value: 'hello' },
      { name: 'seconds', value: '4', enum: ['4', '40'], description: 'how long' },
      ...(random.chance(0.1) ? [{ name: 'limit', valueFrom: { ...fromConfigMap, default: '1' } }] : []),
    ],
    ...(random.chance(0.1) ? { artifacts: [{ name: 'given', raw: { data: 'given' } }] } : {}),
  };
}

/** What bounds the whole workflow. */
function limits(random: Random): Partial<WorkflowSpec> {
  const counter = { name: 'workflows', help: 'ended', counter: { value: '1' } };
  const realtime = { name: 'age', help: 'r', gauge: { realtime: true, value: '{{workflow.duration}}' } };
  return {
    ...(random.chance(0.05) ? { retryStrategy: retryStrategy(random) } : {}),
    ...(random.chance(0.2) ? { parallelism: 1 + random.below(3) } : {}),
    ...(random.chance(0.15) ? { activeDeadlineSeconds: random.below(4) } : {}),
    ...(random.chance(0.1) ? { synchronization: { mutexes: [{ name: 'whole' }] } } : {}),
    ...(random.chance(0.03) ? { synchronization: synchronization(random, 'workflow') } : {}),
    ...(random.chance(0.1) ? { priority: random.below(3) } : {}),
    ...(random.chance(0.1) ? { metrics: { prometheus: [random.pick([counter, realtime])] } } : {}),
    ...(random.chance(0.1) ? { templateDefaults: { name: '', timeout: '1h' } } : {}),
    ...(random.chance(0.1)
      ? {
          workflowMetadata: {
            labels: { made: 'by-chance' },
            annotations: { of: '{{workflow.name}}' },
            labelsFrom: { message: { expression: 'workflow.parameters.message' } },
          },
        }
      : {}),
  };
}

/** What all its pods have. */
function ofPods(random: Random, { labels }: RandomLanguage): Partial<WorkflowSpec> {
  const nodeSelectorTerms = [{ matchExpressions: [{ key: 'tape', operator: 'DoesNotExist' }] }];
  return {
    ...(labels && random.chance(0.05) ? { nodeSelector: { disk: 'ssd' } } : {}),
    ...(labels && random.chance(0.05)
      ? {
          affinity: {
            nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
          },
        }
      : {}),
    ...(random.chance(0.05)
      ? {
          volumes: [{ name: 'everywhere', emptyDir: {} }],
          imagePullSecrets: [{ name: 'registry' }],
          hostNetwork: false,
          dnsConfig: {
            nameservers: ['10.0.0.53'],
            searches: ['test'],
            options: [{ name: 'ndots', value: '1' }],
          },
          hostAliases: [{ ip: '10.1.1.2', hostnames: ['whole.test'] }],
          securityContext: { runAsUser: 0 },
          podMetadata: { labels: { all: 'pods' }, annotations: { of: '{{workflow.name}}' } },
          podSpecPatch: 'terminationGracePeriodSeconds: 3',
          podGC: { strategy: 'OnPodCompletion' },
        }
      : {}),
  };
}

/** What becomes of it, and of what it leaves, when it has ended. */
function afterwards(random: Random, { artifacts }: RandomLanguage): Partial<WorkflowSpec> {
  const ttl = random.pick([
    { secondsAfterCompletion: 5 },
    { secondsAfterSuccess: 0, secondsAfterFailure: 3 },
    { secondsAfterSuccess: 30 },
  ]);
  const gc = { strategy: strategy(random), ...(random.chance(0.5) ? { forceFinalizerRemoval: true } : {}) };
  return {
    ...(random.chance(0.1) ? { ttlStrategy: ttl } : {}),
    ...(artifacts && random.chance(0.3) ? { artifactGC: gc } : {}),
    ...(artifacts && random.chance(0.1) ? { archiveLogs: random.chance(0.7) } : {}),
    ...(artifacts && random.chance(0.1)
      ? { artifactRepositoryRef: { configMap: random.pick(['repositories', 'gone']), key: 'own' } }
      : {}),
  };
}

function workflowHooks(random: Random, callees: readonly string[]): LifecycleHooks {
  const hooks: LifecycleHooks = {};
  for (const phase of ['Running', 'Failed']) {
    if (!random.chance(0.6)) continue;
    hooks[phase.toLowerCase()] = {
      template: random.pick(callees),
      expression: `workflow.status == "${phase}"`,
    };
  }
  if (random.chance(0.3)) hooks.exit = { template: random.pick(callees) };
  return hooks;
}
