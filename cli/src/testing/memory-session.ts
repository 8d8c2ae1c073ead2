import { ClientError } from '@tiphys/client';
import { PLAIN } from '../render/style.ts';
import type { Output, Session } from '../session.ts';
import type { WorkflowServer } from '../workflow-server.ts';

/** A session whose output can be read, for tests of commands. */
export interface MemorySession extends Session {
  readonly printed: () => string;
  readonly complained: () => string;
  readonly interrupt: () => void;
}

export interface MemorySessionOptions {
  server?: WorkflowServer;
  /** Of the terminal that it is; absent: it is none. */
  size?: { columns: number; rows: number };
  named?: boolean;
  stdin?: string;
}

export function memorySession(options: MemorySessionOptions = {}): MemorySession {
  const [out, err] = [memoryOutput(options.size), memoryOutput()];
  const controller = new AbortController();
  const connectTo = async (): Promise<WorkflowServer> => {
    if (options.server === undefined) throw new ClientError('unavailable', 'nobody answers');
    return options.server;
  };
  return {
    namespace: 'default',
    out,
    err,
    style: PLAIN,
    now: () => new Date('2026-01-01T00:01:00Z'),
    signal: controller.signal,
    server: { address: '127.0.0.1:2746', named: options.named === true },
    readStdin: async () => options.stdin ?? '',
    debug: () => undefined,
    connectTo,
    connect: connectTo,
    printed: () => out.text,
    complained: () => err.text,
    interrupt: () => controller.abort(),
  };
}

function memoryOutput(size?: { columns: number; rows: number }): Output & { text: string } {
  return {
    text: '',
    isTerminal: size !== undefined,
    size: () => size ?? { columns: 0, rows: 0 },
    write(text) {
      this.text += text;
    },
    drained: async () => undefined,
  };
}
