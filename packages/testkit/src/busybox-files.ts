import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { Readable } from 'node:stream';
import { type Pack, pack } from 'tar-stream';

/** What the examples and tests call, where a host has no busybox. */
const COMMANDS =
  'sh cat cp date dd echo env expr false head hostname id kill ls mkdir mv printf pwd rm sed seq sleep sort stat tail test touch tr true uname wc';

/** Where distributions put a busybox that needs no library. */
const STATIC_BUSYBOX = ['/bin/busybox', '/usr/bin/busybox', '/bin/busybox.static'];

/**
 * A root file system with a shell and the usual commands, as a tar archive for `docker import`: from the host's
 * static busybox, else from the host's own commands and the libraries that they need.
 *
 * @throws Error where the host has neither (it is not Linux).
 */
export function busyboxFiles(): { archive: Readable; from: string } {
  const archive = pack();
  const busybox = STATIC_BUSYBOX.find((path) => existsSync(path) && libraries(path).length === 0);
  addDirectories(archive);
  if (busybox === undefined) addHostCommands(archive);
  else addBusybox(archive, busybox);
  archive.entry(
    { name: 'etc/passwd' },
    'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n',
  );
  archive.entry({ name: 'etc/group' }, 'root:x:0:\nnogroup:x:65534:\n');
  archive.finalize();
  return { archive: Readable.from(archive), from: busybox ?? "the host's commands" };
}

function addDirectories(archive: Pack): void {
  for (const name of ['bin', 'etc', 'root', 'usr', 'usr/bin', 'var']) {
    archive.entry({ name, type: 'directory', mode: 0o755 });
  }
  archive.entry({ name: 'tmp', type: 'directory', mode: 0o1777 });
}

function addBusybox(archive: Pack, path: string): void {
  archive.entry({ name: 'bin/busybox', mode: 0o755 }, readFileSync(path));
  const applets = execFileSync(path, ['--list'], { encoding: 'utf8' }).split('\n');
  for (const applet of applets) {
    // Busybox is an applet of its own: a link of that name would replace the program by a link to itself.
    if (applet === '' || applet === 'busybox') continue;
    archive.entry({ name: `bin/${applet}`, type: 'symlink', linkname: 'busybox' });
  }
  archive.entry({ name: 'usr/bin/env', type: 'symlink', linkname: '../../bin/busybox' });
}

function addHostCommands(archive: Pack): void {
  const wanted = new Map<string, string>();
  for (const command of COMMANDS.split(' ')) {
    const path = onPath(command);
    if (path === undefined) continue;
    wanted.set(`bin/${command}`, path);
    for (const library of libraries(path)) wanted.set(library.slice(1), library);
  }
  if (!wanted.has('bin/sh') || process.platform !== 'linux') {
    throw new Error(
      'no image can be made from this host: install busybox-static, or let Docker pull busybox',
    );
  }
  for (const [name, path] of wanted) archive.entry({ name, mode: 0o755 }, readFileSync(realpathSync(path)));
  archive.entry({ name: 'usr/bin/env', type: 'symlink', linkname: '../../bin/env' });
}

function onPath(command: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  // A node_modules/.bin script is no command of the host.
  return folders
    .filter((folder) => basename(folder) !== '.bin')
    .map((folder) => join(folder, command))
    .find((path) => existsSync(path));
}

/** The shared libraries of a program, by absolute path; none where it is static. */
export function libraries(path: string): string[] {
  try {
    const listing = execFileSync('ldd', [path], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return [...listing.matchAll(/(?:=> )?(\/\S+) \(0x/g)].map((match) => match[1] ?? '');
  } catch {
    return [];
  }
}
