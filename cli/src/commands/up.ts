import { EXIT, type ExitCode } from '../errors.ts';
import type { Session } from '../session.ts';
import type { RuntimeName, StandaloneOptions, StartStandalone } from '../standalone-options.ts';

export interface UpFlags {
  port: number;
  data?: string;
  runtime?: RuntimeName;
}

/** `up`: everything on this machine, until the user interrupts. */
export async function up(session: Session, flags: UpFlags, start: StartStandalone): Promise<ExitCode> {
  const options: StandaloneOptions = { port: flags.port, ephemeral: false, notice: notices(session) };
  if (flags.data !== undefined) options.dataDirectory = flags.data;
  if (flags.runtime !== undefined) options.runtime = flags.runtime;
  const standalone = await start(options);
  try {
    session.out.write(
      `tiphys is up at ${standalone.address}, runtime ${standalone.runtime}; Ctrl-C stops it\n` +
        'submit a workflow from another terminal: tiphys submit --watch FILE\n',
    );
    await aborted(session.signal);
  } finally {
    await standalone.stop();
  }
  session.out.write('tiphys is down\n');
  return EXIT.succeeded;
}

/** What the standalone mode has to tell the user goes beside the output, not into it. */
export function notices(session: Session): (line: string) => void {
  return (line) => session.err.write(`${line}\n`);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
