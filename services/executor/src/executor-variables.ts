import { availableParallelism, homedir } from 'node:os';
import { join } from 'node:path';
import {
  BROKER_VARIABLES,
  choice,
  duration,
  flag,
  integer,
  list,
  optionalText,
  SECRETS_KEY_VARIABLES,
  text,
} from '@tiphys/service-kit';

/** How many containers an agent runs per processor where it is not told: most of them wait most of the time. */
const ATTEMPTS_PER_CPU = 8;

/** The executor's environment variables. */
export const EXECUTOR_VARIABLES = {
  ...BROKER_VARIABLES,
  agentFolder: text('TIPHYS_AGENT_FOLDER', {
    description:
      "where the agent keeps its id, notes of what it has begun and, without a container engine, its attempts' files",
    default: join(homedir(), '.tiphys', 'agent'),
  }),
  agentId: optionalText('TIPHYS_AGENT_ID', {
    description: 'names the agent, also after its restarts; unset: the id kept in TIPHYS_AGENT_FOLDER',
  }),
  ...SECRETS_KEY_VARIABLES,
  pool: text('TIPHYS_POOL', {
    description:
      'an agent of another pool than default takes only tasks that ask for it: nodeSelector: {tiphys.io/pool: NAME}',
    default: 'default',
  }),
  labels: list('TIPHYS_LABELS', {
    description: 'what nodeSelector and node affinity ask for: key=value, separated by commas',
    default: [],
  }),
  capacity: integer('TIPHYS_CAPACITY', {
    description: 'how many containers the agent runs at the same time, daemons that are ready left out',
    default: availableParallelism() * ATTEMPTS_PER_CPU,
    min: 1,
    max: 10_000,
  }),
  taints: list('TIPHYS_TAINTS', {
    description: 'keep away what does not tolerate them: key=value:NoSchedule, separated by commas',
    default: [],
  }),
  allocatable: list('TIPHYS_ALLOCATABLE', {
    description:
      'what the requests of its containers may be together: cpu=8,memory=32Gi,nvidia.com/gpu=2; unset: what the host has, and no devices',
    default: [],
  }),
  overcommit: flag('TIPHYS_OVERCOMMIT', {
    description:
      'whether the agent also takes a container that requests more than it has, and runs it when nothing else does that requests something',
    default: false,
  }),
  runtime: choice('TIPHYS_RUNTIME', ['docker', 'process'], {
    description: 'docker, or process: commands run on this host, without images and without isolation',
    default: 'docker',
  }),
  dockerNetwork: text('TIPHYS_DOCKER_NETWORK', {
    description: 'the network that containers join',
    default: 'bridge',
  }),
  dockerMaxLogSize: text('TIPHYS_DOCKER_MAX_LOG_SIZE', {
    description: 'how much output the engine keeps per container',
    default: '256m',
  }),
  hostPaths: list('TIPHYS_HOST_PATHS', {
    description: 'folders of the host that pods may mount with hostPath, separated by commas',
    default: [],
  }),
  allowPrivileged: flag('TIPHYS_ALLOW_PRIVILEGED', {
    description: 'whether containers may be privileged, or have more capabilities than the engine gives all',
    default: false,
  }),
  allowHostNetwork: flag('TIPHYS_ALLOW_HOST_NETWORK', {
    description: "whether pods may use the host's network",
    default: false,
  }),
  processPath: list('TIPHYS_PROCESS_PATH', {
    description: 'folders in which the process runtime looks for commands before those of PATH',
    default: [],
  }),
  heartbeat: duration('TIPHYS_HEARTBEAT', {
    description: 'how often the agent says that it lives',
    default: 3_000,
  }),
  agentLease: duration('TIPHYS_AGENT_LEASE', {
    description: 'how long an agent may be silent before what it holds is lost; the same for the schedulers',
    default: 30_000,
  }),
  containerGrace: duration('TIPHYS_CONTAINER_GRACE', {
    description: 'how long a container may take to end after SIGTERM',
    default: 30_000,
  }),
  shutdown: choice('TIPHYS_AGENT_SHUTDOWN', ['leave', 'drain', 'discard'], {
    description:
      'what a stopping agent does with its containers: leaves them to its next start, waits for them (see TIPHYS_STOP_GRACE), or removes them',
    default: 'leave',
  }),
} as const;
