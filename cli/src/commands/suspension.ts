import type { SetOptions } from '@tiphys/client';
import { CommandError, EXIT, type ExitCode, usageError } from '../errors.ts';
import { parseNodeSelector } from '../render/node-selector.ts';
import type { Session } from '../session.ts';

/** `suspend WORKFLOW...`: nothing new starts. */
export async function suspend(session: Session, names: readonly string[]): Promise<ExitCode> {
  const server = await session.connect();
  for (const name of names) {
    await named(`failed to suspend ${name}`, server.suspendWorkflow(session.namespace, name));
    session.out.write(`workflow ${name} suspended\n`);
  }
  return EXIT.succeeded;
}

/** `resume WORKFLOW...` */
export async function resume(
  session: Session,
  names: readonly string[],
  flags: { nodeFieldSelector?: string },
): Promise<ExitCode> {
  const nodeFieldSelector = checkedSelector(flags.nodeFieldSelector);
  if (names.length === 0 && nodeFieldSelector === '') {
    throw usageError('requires either node field selector or workflow');
  }
  const server = await session.connect();
  const options = nodeFieldSelector === '' ? {} : { nodeFieldSelector };
  for (const name of names) {
    await named(`failed to resume ${name}`, server.resumeWorkflow(session.namespace, name, options));
    session.out.write(`workflow ${name} resumed\n`);
  }
  return EXIT.succeeded;
}

export interface SetFlags {
  nodeFieldSelector?: string;
  phase?: string;
  message?: string;
  /** `name=value`. */
  outputParameter?: string[];
}

/** `node set WORKFLOW`: what becomes of suspend nodes that wait. */
export async function setNode(
  session: Session,
  actionName: string,
  name: string,
  flags: SetFlags,
): Promise<ExitCode> {
  if (actionName !== 'set') throw usageError(`unknown action '${actionName}'`);
  const options: SetOptions = { nodeFieldSelector: checkedSelector(flags.nodeFieldSelector) };
  // Which phases there are is the server's to say.
  if (flags.phase) options.phase = flags.phase as NonNullable<SetOptions['phase']>;
  if (flags.message) options.message = flags.message;
  const outputs = (flags.outputParameter ?? []).map(readOutput);
  if (outputs.length > 0) options.outputParameters = Object.fromEntries(outputs);
  const server = await session.connect();
  await server.setWorkflow(session.namespace, name, options);
  session.out.write('workflow values set\n');
  return EXIT.succeeded;
}

/** A value in double quotes is Go's (and nearly JSON's) text in quotes. */
function readOutput(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 0) throw usageError(`expected parameter of the form: NAME=VALUE. Received: ${text}`);
  return [text.slice(0, at), unquoted(text.slice(at + 1))];
}

function unquoted(text: string): string {
  if (/^`[^`]*`$/s.test(text)) return text.slice(1, -1);
  if (!/^".*"$/s.test(text)) return text;
  try {
    return JSON.parse(text) as string;
  } catch {
    return text;
  }
}

function checkedSelector(text = ''): string {
  const parsed = parseNodeSelector(text);
  if (!parsed.ok) throw usageError(`unable to parse node field selector '${text}': ${parsed.message}`);
  return text;
}

async function named(what: string, call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    throw new CommandError('failed', `${what}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
