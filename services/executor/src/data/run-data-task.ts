import { listObjects } from '@tiphys/artifacts';
import type { AttemptOutcome, DataTask } from '@tiphys/engine';
import { transformData } from '@tiphys/expression';
import { ArtifactFault, moving } from '../artifacts/artifact-fault.ts';
import { attemptAccess } from '../artifacts/attempt-access.ts';
import type { ExecutorPorts } from '../ports.ts';

/** As many as the list of one expression may have. */
const MAX_OBJECTS = 1_000_000;
/** What `argoexec` ends with after an error. */
const EXIT_CODE = '64';

/**
 * Lists the objects of a data node, and says how the node ends: in the words of Argo's pod for it (workflow/data), of
 * which this is the main container.
 *
 * @param maxBytes the most that the result may have.
 * @throws the signal's reason; and what an agent waits out.
 */
export async function runDataTask(
  ports: Pick<ExecutorPorts, 'store' | 'objects' | 'clock' | 'logger'>,
  namespace: string,
  { location, transformation }: DataTask,
  maxBytes: number,
  signal: AbortSignal,
): Promise<AttemptOutcome> {
  let keys: string[];
  try {
    const access = attemptAccess(ports, namespace, '');
    keys = await moving(ports, 'a list of objects', location, signal, () =>
      listObjects(location, access, MAX_OBJECTS, signal),
    );
  } catch (error) {
    if (!(error instanceof ArtifactFault)) throw error;
    return failed(`unable to process data source: unable to source artifact paths: ${error.message}`);
  }
  const result = transformData(keys, transformation);
  if (!result.ok) return failed(`unable to process data transformation: ${result.error.message}`);
  if (Buffer.byteLength(result.value) > maxBytes) {
    return failed(`the result has more than ${maxBytes} bytes`);
  }
  return { phase: 'Succeeded', outputs: { result: result.value, exitCode: '0' } };
}

function failed(why: string): AttemptOutcome {
  return {
    phase: 'Failed',
    message: `main: Error (exit code ${EXIT_CODE}): unable to process data template: ${why}`,
    outputs: { exitCode: EXIT_CODE },
  };
}
