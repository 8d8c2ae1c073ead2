import type { TiphysClient } from '@tiphys/client';
import { resolveDockerEndpoint } from '@tiphys/runtime/docker';
import { ensureBusyboxImage } from '@tiphys/testkit';
import Docker from 'dockerode';
import { finishedWorkflow, withTiphys } from './installation.ts';
import { summary } from './statistics.ts';
import type { Suite } from './suite.ts';
import { chain } from './workflows.ts';

const STEPS = 100;
const RUNS = 3;

/**
 * A hundred steps in sequence. What a step costs with the simulated runtime is what Tiphys itself takes; with Docker
 * it is compared with the same containers through dockerode alone, in turn, so that the machine's moods fall on both.
 */
export const chainSuite: Suite = async (report) => {
  const simulated: number[] = [];
  await withTiphys('simulated', async (client) => {
    await millisecondsPerStep(client, 'none');
    for (let run = 0; run < RUNS; run += 1) simulated.push(await millisecondsPerStep(client, 'none'));
  });
  report({ name: 'simulated: per step', unit: 'ms', ...summary(simulated), steps: STEPS });

  const docker = await engine();
  if (docker === undefined) {
    console.error('no Docker engine answers: the chain on Docker is left out (npm run setup:docker)');
    return;
  }
  const image = await ensureBusyboxImage(docker);
  const alone: number[] = [];
  const tiphys: number[] = [];
  await withTiphys('docker', async (client) => {
    await millisecondsPerStep(client, image);
    for (let run = 0; run < RUNS; run += 1) {
      alone.push(await millisecondsPerContainer(docker, image));
      tiphys.push(await millisecondsPerStep(client, image));
    }
  });
  const overheads = tiphys.map((value, run) => value - (alone[run] ?? 0));
  const ratios = tiphys.map((value, run) => value / (alone[run] ?? Number.NaN));
  report({ name: 'dockerode alone: per container', unit: 'ms', ...summary(alone), steps: STEPS });
  report({ name: 'docker: per step', unit: 'ms', ...summary(tiphys), steps: STEPS });
  report({ name: 'docker: overhead per step', unit: 'ms', ...summary(overheads), steps: STEPS });
  report({ name: 'docker: step / container', unit: '1', ...summary(ratios), steps: STEPS });
};

async function millisecondsPerStep(client: TiphysClient, image: string): Promise<number> {
  const begin = performance.now();
  await finishedWorkflow(client, chain(STEPS, image));
  return (performance.now() - begin) / STEPS;
}

async function millisecondsPerContainer(docker: Docker, image: string): Promise<number> {
  const begin = performance.now();
  for (let step = 0; step < STEPS; step += 1) await runAlone(docker, image);
  return (performance.now() - begin) / STEPS;
}

/** What an agent must do at least: create, attach, start, wait, remove. */
async function runAlone(docker: Docker, image: string): Promise<void> {
  const container = await docker.createContainer({ Image: image, Cmd: ['true'] });
  const stream = await container.attach({ stream: true, stdout: true, stderr: true });
  stream.resume();
  await container.start();
  await container.wait();
  await container.remove();
}

async function engine(): Promise<Docker | undefined> {
  const endpoint = resolveDockerEndpoint(process.env);
  if ('problem' in endpoint) return undefined;
  const docker = new Docker(endpoint.options);
  return docker.ping().then(
    () => docker,
    () => undefined,
  );
}
