import { type CronWorkflow, isTimezone, type Problem, parseSchedule, type Workflow } from '@tiphys/spec';
import { validateMetadata, validateNameLength } from './metadata.ts';
import { joined, ProblemList } from './problem-list.ts';
import { type ValidateOptions, validateWorkflow } from './validate-workflow.ts';

/** What is appended to make a workflow's name of it, `-1615836720`, has to fit too. */
const MAX_NAME = 52;
const POLICIES = new Set(['', 'Allow', 'Forbid', 'Replace']);

/** What Argo's validator says of a CronWorkflow (validate.go, CronWorkflow), all of it rather than the first problem. */
export function validateCronWorkflow(
  { metadata, spec }: CronWorkflow,
  { submit = true, ...options }: ValidateOptions = {},
): { errors: Problem[]; warnings: Problem[] } {
  const problems = new ProblemList();
  validateNameLength(problems, metadata, 'cron workflow', MAX_NAME);
  const { schedules, timezone = '', concurrencyPolicy = '', startingDeadlineSeconds = 0 } = spec;
  if (schedules.length === 0)
    problems.error(['spec', 'schedules'], 'cron workflow must have at least one schedule');
  for (const [index, schedule] of schedules.entries()) {
    const parsed = parseSchedule(schedule);
    if (!parsed.ok) {
      problems.error(
        ['spec', 'schedules', index],
        `cron schedule ${schedule} is malformed: ${parsed.message}`,
      );
    }
  }
  if (timezone !== '' && !isTimezone(timezone)) {
    problems.error(['spec', 'timezone'], `invalid timezone "${timezone}": unknown time zone ${timezone}`);
  }
  if (!POLICIES.has(concurrencyPolicy)) {
    problems.error(['spec', 'concurrencyPolicy'], `'${concurrencyPolicy}' is not a valid concurrencyPolicy`);
  }
  if (startingDeadlineSeconds < 0) {
    problems.error(['spec', 'startingDeadlineSeconds'], 'startingDeadlineSeconds must be positive');
  }
  validateMetadata(problems, metadata, submit);
  const workflow: Workflow = { metadata: { generateName: 'cron-' }, spec: spec.workflowSpec };
  const inner = validateWorkflow(workflow, { submit: true, ...options });
  const errors = [...problems.errors, ...inner.errors.map(inside)];
  return { errors, warnings: [...problems.warnings, ...inner.warnings.map(inside)] };
}

function inside({ path, via, ...problem }: Problem): Problem {
  const [first, ...rest] = path;
  const sentence = joined('cannot validate Workflow:', via);
  return {
    ...problem,
    via: sentence,
    path: first === 'spec' ? ['spec', 'workflowSpec', ...rest] : ['spec', ...path],
  };
}
