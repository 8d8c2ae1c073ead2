import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { API_VARIABLES } from '@tiphys/api/start';
import { EXECUTOR_VARIABLES } from '@tiphys/executor/start';
import { SCHEDULER_VARIABLES } from '@tiphys/scheduler/start';
import { type ConfigSchema, readConfig, SERVICE_VARIABLES } from '@tiphys/service-kit';
import { STATUS_VARIABLES } from '@tiphys/status/start';
import { testDirectory } from '@tiphys/testkit';
import { ROOT, read } from './documents.ts';

const UNITS = readdirSync(join(ROOT, 'deploy/systemd'));
const SCHEMAS: ReadonlyMap<string, ConfigSchema> = new Map<string, ConfigSchema>([
  ['api', API_VARIABLES],
  ['scheduler', SCHEDULER_VARIABLES],
  ['executor', EXECUTOR_VARIABLES],
  ['status', STATUS_VARIABLES],
]);
/** Of the OpenTelemetry specification, which the services follow. */
const OTHERS = ['OTEL_EXPORTER_OTLP_ENDPOINT'];

/** `NAME=value` of an environment file, commented out or not. */
function assignments(text: string): [string, string][] {
  return [...text.matchAll(/^#?([A-Z_]+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]);
}

test('the fleet is told what the services read, and in words that they take', () => {
  const env = Object.fromEntries(assignments(read('deploy/fleet.env.example')));
  const known = new Set(OTHERS);
  for (const schema of [SERVICE_VARIABLES, ...SCHEMAS.values()]) {
    for (const { name } of Object.values(schema)) known.add(name);
    readConfig(env, schema);
  }
  assert.deepEqual(
    Object.keys(env).filter((name) => !known.has(name)),
    [],
  );
});

test('every unit starts what is there, with variables of its service', () => {
  const started = new Set<string>();
  for (const file of UNITS) {
    const unit = read(`deploy/systemd/${file}`);
    const service = /\bservices\/(\w+)\/src\/main\.ts$/m.exec(unit)?.[1];
    if (service === undefined) {
      assert.equal(file, 'tiphys-nats.service');
      continue;
    }
    assert.ok(existsSync(join(ROOT, `services/${service}/src/main.ts`)));
    assert.match(file, new RegExp(`^tiphys-${service}@?\\.service$`));
    started.add(service);
    const names = Object.values({ ...SERVICE_VARIABLES, ...SCHEMAS.get(service) }).map(({ name }) => name);
    for (const [, name = ''] of unit.matchAll(/^Environment=([A-Z_]+)=/gm)) {
      assert.ok(names.includes(name), `${file}: ${name}`);
      assert.doesNotMatch(
        read('deploy/fleet.env.example'),
        new RegExp(`^#?${name}=`, 'm'),
        'the file would win',
      );
    }
  }
  assert.deepEqual([...started].sort(), [...SCHEMAS.keys()].sort());
});

const verifier = spawnSync('systemd-analyze', ['--version']);

test('systemd takes the units', { skip: verifier.error === undefined ? false : 'no systemd here' }, () => {
  const folder = testDirectory();
  const paths = UNITS.map((file) => {
    const path = join(folder, file.replace('@.', '@1.'));
    const text = read(`deploy/systemd/${file}`).replaceAll('/opt/tiphys', ROOT);
    writeFileSync(path, text.replace('/usr/local/bin/nats-server', process.execPath));
    return path;
  });
  const said = spawnSync('systemd-analyze', ['verify', ...paths], { encoding: 'utf8' });
  // It looks at the host's own units too.
  const ours = said.stderr.split('\n').filter((line) => /tiphys/.test(line));
  assert.deepEqual(ours, []);

  const wrong = join(folder, 'tiphys-wrong.service');
  writeFileSync(
    wrong,
    read('deploy/systemd/tiphys-api.service').replace('Restart=always', 'Restart=perhaps'),
  );
  assert.match(
    spawnSync('systemd-analyze', ['verify', wrong], { encoding: 'utf8' }).stderr,
    /restart specifier/,
  );
});

test('the files of deploy/ are on its page', () => {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', 'deploy'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const page = read('deploy/README.md');
  for (const path of listed.split('\n').filter((line) => line !== '' && line !== 'deploy/README.md')) {
    const [, entry = ''] = path.split('/');
    assert.ok(page.includes(`](${entry}`), path);
  }
});
