import { setMaxListeners } from 'node:events';
import { withoutBooleanValues } from './command-line/boolean-values.ts';
import type { GlobalFlags, Host } from './command-line/host.ts';
import { booleanFlags, buildProgram } from './command-line/program.ts';
import { connect, serverAddress } from './connection.ts';
import { EXIT, type ExitCode } from './errors.ts';
import { failureOf } from './failure.ts';
import { interruptible, untilInterrupted } from './interruption.ts';
import type { Session } from './session.ts';
import { flushed, outputOf, styleFor } from './terminal.ts';
import type { WorkflowServer } from './workflow-server.ts';

/** The composition root of the command line: alone it sees the process. */
const interrupt = new AbortController();
// Every call and every watch listens to it.
setMaxListeners(0, interrupt.signal);
const out = outputOf(process.stdout);
const err = outputOf(process.stderr);
const connections = new Map<string, Promise<WorkflowServer>>();
let server = { address: '', named: false };
let exitCode: ExitCode = EXIT.succeeded;

/** A terminal signals every process of the group, and those that started us pass theirs on: one interrupt, told twice. */
const ECHO_MS = 1_000;
let interruptedAt = 0;

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    const isFirst = !interrupt.signal.aborted;
    if (isFirst) interruptedAt = Date.now();
    interrupt.abort();
    // Whoever interrupts again does not want to wait for what the first one asked for.
    if (!isFirst && Date.now() - interruptedAt > ECHO_MS) process.exit(EXIT.interrupted);
  });
}

const host: Host = {
  async run(globals, task) {
    exitCode = await task(sessionOf(globals));
  },
};

function sessionOf(globals: GlobalFlags): Session {
  server = serverAddress(globals.server, process.env);
  const namespace = globals.namespace || process.env.ARGO_NAMESPACE || 'default';
  const isVerbose = globals.verbose === true || globals.loglevel === 'debug';
  const connectTo = (address: string): Promise<WorkflowServer> => {
    const connection = connections.get(address) ?? connectInterruptibly(address);
    connections.set(address, connection);
    return connection;
  };
  return {
    namespace,
    out,
    err,
    style: styleFor(out.isTerminal, globals, process.env),
    now: () => new Date(),
    signal: interrupt.signal,
    server,
    readStdin: () => untilInterrupted(readStdin(), interrupt.signal),
    debug: (message) => (isVerbose ? err.write(`debug: ${message}\n`) : undefined),
    connectTo,
    connect: () => connectTo(server.address),
  };
}

async function connectInterruptibly(address: string): Promise<WorkflowServer> {
  return interruptible(await connect(address), interrupt.signal);
}

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

try {
  const program = buildProgram(host);
  const given = process.argv.length > 2 ? process.argv.slice(2) : ['--help'];
  const args = withoutBooleanValues(given, booleanFlags(program));
  await program.parseAsync(args, { from: 'user' });
} catch (error) {
  const failure = failureOf(error, server.address);
  err.write(failure.message);
  exitCode = failure.exitCode;
}
for (const connection of connections.values())
  await connection.then((client) => client.close()).catch(() => undefined);
await flushed(process.stdout);
await flushed(process.stderr);
process.exit(exitCode);
