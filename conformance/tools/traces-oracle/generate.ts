import { writeFileSync } from 'node:fs';
import { seededRandom } from '@tiphys/engine/testing';
import { compositeTemplate } from './composite-templates.ts';
import { type Json, leafTemplates } from './leaf-templates.ts';
import { withLibraries } from './libraries.ts';
import { THEMES, type Theme } from './themes.ts';

/** Writes random workflows of a theme, a line each, for the oracle: `node generate.ts THEME FROM COUNT FILE`. */
const [name = 'plain', from = '1', count = '200', file = ''] = process.argv.slice(2);
const theme = THEMES[name];
if (theme === undefined || file === '') {
  console.error(`node generate.ts THEME FROM COUNT FILE, with a theme of ${Object.keys(THEMES).join(', ')}`);
  process.exit(2);
}
const lines: string[] = [];
for (let seed = Number(from); seed < Number(from) + Number(count); seed += 1) {
  lines.push(JSON.stringify(makeRow(name, theme, seed)));
}
writeFileSync(file, `${lines.join('\n')}\n`);

function makeRow(themeName: string, chosen: Theme, seed: number): Json {
  const random = seededRandom(seed * 7919 + 13);
  const { templates, callables } = leafTemplates(random, chosen);
  for (let index = 0; index <= random.below(3); index += 1) {
    const [template, callable] = compositeTemplate(random, chosen, `c${index}`, callables);
    templates.push(template);
    callables.push(callable);
    if (random.chance(0.5)) callables.push(callable);
  }
  const top = callables.at(-1);
  const spec: Json = {
    entrypoint: top?.name,
    templates,
    arguments: {
      parameters: [
        { name: 'w', value: 'wv' },
        { name: 'l', value: '["m","n"]' },
        ...(top?.ins ?? []).map((input) => ({ name: input, value: 'top' })),
      ],
    },
  };
  if (random.chance(chosen.workflowHandler)) {
    const handler = random.pick(callables.filter(({ ins }) => ins.length === 0)).name;
    const told = random.pick(['{{workflow.status}}', '{{workflow.parameters.w}}']);
    const exit = random.chance(0.5)
      ? { template: handler }
      : { template: 'takes', arguments: { parameters: [{ name: 'p', value: told }] } };
    if (random.chance(0.5)) spec.onExit = handler;
    else spec.hooks = { exit };
  }
  if (random.chance(chosen.workflowHooks)) {
    const state = random.pick(['Running', 'Failed', 'Succeeded']);
    const hook = { template: 'leaf', expression: `workflow.status == "${state}"` };
    spec.hooks = { ...(spec.hooks as Json | undefined), wh: hook };
  }
  if (random.chance(chosen.parallelism * 0.5)) spec.parallelism = 1 + random.below(3);
  if (random.chance(chosen.deadlines)) spec.activeDeadlineSeconds = random.pick([3600, 36000]);
  if (random.chance(0.03)) spec.templateDefaults = { retryStrategy: { limit: 1 } };
  const row: Json = { id: `${themeName}-${seed}`, seed, metadata: { name: 'w', namespace: 'default' }, spec };
  if (chosen.waitSeconds > 0) row.waitSeconds = chosen.waitSeconds;
  if (chosen.waitsAnyTime) row.waitsAnyTime = true;
  if (chosen.leaves.includes('semaphore')) row.configMaps = { limits: { one: '1', two: '2' } };
  if (chosen.shutdown !== '')
    Object.assign(row, { shutdown: chosen.shutdown, shutdownAfter: 1 + random.below(6) });
  return chosen.libraries ? withLibraries(random, row) : row;
}
