import { CommandError } from './errors.ts';
import type { TemplateServer, WorkflowServer } from './workflow-server.ts';

/**
 * The promise, or a refusal as soon as the user interrupts; what the promise becomes after that is nobody's business.
 *
 * @throws CommandError interrupted.
 */
export function untilInterrupted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(new CommandError('interrupted', 'interrupted'));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** A server whose calls an interrupt ends; its streams end by the signal that they are given. */
export function interruptible(server: WorkflowServer, signal: AbortSignal): WorkflowServer {
  const call = <T>(answer: Promise<T>): Promise<T> => untilInterrupted(answer, signal);
  return {
    createWorkflow: (...args) => call(server.createWorkflow(...args)),
    getWorkflow: (...args) => call(server.getWorkflow(...args)),
    listWorkflows: (...args) => call(server.listWorkflows(...args)),
    watchWorkflows: (...args) => server.watchWorkflows(...args),
    workflowLogs: (...args) => server.workflowLogs(...args),
    stopWorkflow: (...args) => call(server.stopWorkflow(...args)),
    suspendWorkflow: (...args) => call(server.suspendWorkflow(...args)),
    resumeWorkflow: (...args) => call(server.resumeWorkflow(...args)),
    setWorkflow: (...args) => call(server.setWorkflow(...args)),
    resubmitWorkflow: (...args) => call(server.resubmitWorkflow(...args)),
    retryWorkflow: (...args) => call(server.retryWorkflow(...args)),
    terminateWorkflow: (...args) => call(server.terminateWorkflow(...args)),
    deleteWorkflow: (...args) => call(server.deleteWorkflow(...args)),
    submitWorkflow: (...args) => call(server.submitWorkflow(...args)),
    templates: (kind) => interruptibleTemplates(server.templates(kind), call),
    lintWorkflow: (...args) => call(server.lintWorkflow(...args)),
    getVersion: () => call(server.getVersion()),
    resources: {
      create: (...args) => call(server.resources.create(...args)),
      apply: (...args) => call(server.resources.apply(...args)),
      get: (...args) => call(server.resources.get(...args)),
      list: (...args) => call(server.resources.list(...args)),
      delete: (...args) => call(server.resources.delete(...args)),
    },
    archive: {
      list: (...args) => call(server.archive.list(...args)),
      get: (...args) => call(server.archive.get(...args)),
      delete: (...args) => call(server.archive.delete(...args)),
      labelKeys: () => call(server.archive.labelKeys()),
      labelValues: (...args) => call(server.archive.labelValues(...args)),
      resubmit: (...args) => call(server.archive.resubmit(...args)),
      retry: (...args) => call(server.archive.retry(...args)),
    },
    artifacts: { read: (...args) => server.artifacts.read(...args) },
    sync: {
      create: (...args) => call(server.sync.create(...args)),
      get: (...args) => call(server.sync.get(...args)),
      update: (...args) => call(server.sync.update(...args)),
      delete: (...args) => call(server.sync.delete(...args)),
    },
    crons: {
      create: (...args) => call(server.crons.create(...args)),
      get: (...args) => call(server.crons.get(...args)),
      list: (...args) => call(server.crons.list(...args)),
      update: (...args) => call(server.crons.update(...args)),
      suspend: (...args) => call(server.crons.suspend(...args)),
      resume: (...args) => call(server.crons.resume(...args)),
      delete: (...args) => call(server.crons.delete(...args)),
      lint: (...args) => call(server.crons.lint(...args)),
    },
    close: () => server.close(),
  };
}

function interruptibleTemplates(
  templates: TemplateServer,
  call: <T>(answer: Promise<T>) => Promise<T>,
): TemplateServer {
  return {
    create: (...args) => call(templates.create(...args)),
    get: (...args) => call(templates.get(...args)),
    list: (...args) => call(templates.list(...args)),
    update: (...args) => call(templates.update(...args)),
    delete: (...args) => call(templates.delete(...args)),
    lint: (...args) => call(templates.lint(...args)),
  };
}
