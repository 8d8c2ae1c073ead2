/** How often something is in the workflows of a theme: what is not named is not there, or as often as in `plain`. */
export interface Theme {
  handlers: number;
  hooks: number;
  workflowHandler: number;
  workflowHooks: number;
  loops: number;
  when: number;
  continueOn: number;
  depends: number;
  failFastOff: number;
  outputs: number;
  retries: number;
  compositeRetries: number;
  backoff: number;
  references: number;
  expressions: number;
  parallelism: number;
  deadlines: number;
  /** Kinds of leaf templates besides the usual ones. */
  leaves: readonly string[];
  libraries: boolean;
  waitSeconds: number;
  waitsAnyTime: boolean;
  shutdown: string;
}

const PLAIN: Theme = {
  handlers: 0.05,
  hooks: 0,
  workflowHandler: 0.2,
  workflowHooks: 0,
  loops: 0.15,
  when: 0.2,
  continueOn: 0.2,
  depends: 0.5,
  failFastOff: 0.1,
  outputs: 0.35,
  retries: 0.2,
  compositeRetries: 0.05,
  backoff: 0,
  references: 0.4,
  expressions: 0.15,
  parallelism: 0,
  deadlines: 0,
  leaves: [],
  libraries: false,
  waitSeconds: 0,
  waitsAnyTime: false,
  shutdown: '',
};

const HOUR_AND_A_HALF = 5400;

export const THEMES: Readonly<Record<string, Theme>> = {
  plain: PLAIN,
  hooks: { ...PLAIN, handlers: 0.3, hooks: 0.25, workflowHandler: 0.3, workflowHooks: 0.3 },
  handlers: { ...PLAIN, handlers: 0.5, workflowHandler: 0.6, loops: 0.3 },
  parallelism: { ...PLAIN, parallelism: 0.5 },
  retries: { ...PLAIN, retries: 0.9, references: 0.2 },
  backoff: { ...PLAIN, retries: 0.9, backoff: 0.7, compositeRetries: 0.3, waitSeconds: HOUR_AND_A_HALF },
  'composite-retries': { ...PLAIN, compositeRetries: 0.7, references: 0.2 },
  memoize: { ...PLAIN, leaves: ['memo', 'memogives'] },
  locks: { ...PLAIN, leaves: ['mutex', 'semaphore'] },
  daemons: { ...PLAIN, leaves: ['daemon', 'daemontries'] },
  sets: { ...PLAIN, leaves: ['set', 'settries'] },
  libraries: { ...PLAIN, libraries: true },
  suspend: { ...PLAIN, leaves: ['asks', 'waits', 'sleeps'], waitSeconds: HOUR_AND_A_HALF },
  expressions: { ...PLAIN, expressions: 0.7, references: 0.7, outputs: 0.7 },
  loops: { ...PLAIN, loops: 0.6, continueOn: 0.4 },
  continue: { ...PLAIN, continueOn: 0.6, loops: 0.3, failFastOff: 0.5, depends: 0.1 },
  depends: { ...PLAIN, depends: 1, loops: 0.25, failFastOff: 0.3 },
  deadlines: {
    ...PLAIN,
    deadlines: 0.5,
    waitSeconds: HOUR_AND_A_HALF,
    waitsAnyTime: true,
    workflowHandler: 0.4,
  },
  stop: { ...PLAIN, shutdown: 'Stop', handlers: 0.3, workflowHandler: 0.5 },
  terminate: { ...PLAIN, shutdown: 'Terminate', handlers: 0.3, workflowHandler: 0.5 },
  agent: { ...PLAIN, leaves: ['http', 'data', 'httptries'] },
};
