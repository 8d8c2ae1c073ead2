import type { Workflow } from '@tiphys/spec';
import { EXIT, type ExitCode } from '../errors.ts';
import { followWorkflow, succeeded } from '../follow-workflow.ts';
import { changeLines } from '../render/changes.ts';
import { FIRST_FRAME, frame, lastFrame } from '../render/frame.ts';
import type { NodeFilter } from '../render/node-selector.ts';
import type { Session } from '../session.ts';
import type { NodeFlags } from './get.ts';
import { nodeFilter, renderFor } from './get.ts';

/** Ages and durations on the screen grow by the second, whether anything happens or not. */
const REDRAW_MS = 1_000;

/** `watch WORKFLOW` */
export async function watch(session: Session, name: string, flags: NodeFlags): Promise<ExitCode> {
  const filter = nodeFilter(flags);
  // Asked for by name first: a watch of what is not there would wait for it to come.
  const server = await session.connect();
  const { metadata } = await server.getWorkflow(session.namespace, name);
  return watchUntilFinished(session, session.namespace, metadata.name ?? name, filter);
}

/**
 * Shows a workflow until it has finished: on a terminal its tree, drawn again in place; elsewhere a line for each
 * change and the tree at the end. The exit code is the workflow's outcome.
 */
export async function watchUntilFinished(
  session: Session,
  namespace: string,
  name: string,
  filter?: NodeFilter,
): Promise<ExitCode> {
  const last = session.out.isTerminal
    ? await watchOnScreen(session, namespace, name, filter)
    : await watchAsLines(session, namespace, name, filter);
  if (!last?.status?.finishedAt) return EXIT.interrupted;
  return succeeded(last) ? EXIT.succeeded : EXIT.failed;
}

async function watchOnScreen(
  session: Session,
  namespace: string,
  name: string,
  filter: NodeFilter | undefined,
): Promise<Workflow | undefined> {
  let shown: Workflow | undefined;
  const draw = (): void => {
    if (shown === undefined) return;
    session.out.write(frame(renderFor(session, shown, 'default', filter), session.out.size()));
  };
  const redraw = setInterval(draw, REDRAW_MS);
  try {
    for await (const workflow of followWorkflow(session, namespace, name)) {
      if (shown === undefined) session.out.write(FIRST_FRAME);
      shown = workflow;
      draw();
    }
  } finally {
    clearInterval(redraw);
  }
  if (shown !== undefined) session.out.write(lastFrame(renderFor(session, shown, 'default', filter)));
  return shown;
}

async function watchAsLines(
  session: Session,
  namespace: string,
  name: string,
  filter: NodeFilter | undefined,
): Promise<Workflow | undefined> {
  let shown: Workflow | undefined;
  for await (const workflow of followWorkflow(session, namespace, name)) {
    for (const line of changeLines(shown, workflow, session.style)) session.out.write(`${line}\n`);
    shown = workflow;
  }
  if (shown?.status?.finishedAt) session.out.write(`\n${renderFor(session, shown, 'default', filter)}`);
  return shown;
}
