import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { BUSYBOX_IMAGE, ensureBusyboxImage, followProgress, libraries, testDocker } from '@tiphys/testkit';
import type Docker from 'dockerode';
import { type Pack, pack } from 'tar-stream';
import { addFile, addFolder, addProgram } from './host-program.ts';
import { familyOf, type ImageFamily, isImageMeantToMiss } from './image-family.ts';

const LABEL = 'tiphys.stand-in';
const COWSAY = join(import.meta.dirname, '../../../deploy/images/whalesay/cowsay');

/** Of an image that was made by another recipe than this one, which is made anew. */
const RECIPE = '4';

/** What programs expect of every system. */
const FOLDERS = 'home media mnt opt run srv var/cache var/lib var/log'.split(' ');

/** The rest of each family's Dockerfile; all stand on the same shell. */
const LINES: Record<ImageFamily, readonly string[]> = {
  shell: ['CMD ["sh"]'],
  argosay: ['ENTRYPOINT ["/argosay"]'],
  whalesay: ['CMD ["cowsay", "ahoy"]'],
  curl: ['ENTRYPOINT ["/usr/bin/curl"]'],
  git: ['ENTRYPOINT ["git"]'],
  jq: ['ENTRYPOINT ["jq"]'],
  python: ['RUN ln -sf python3 /usr/bin/python', 'CMD ["python3"]'],
  perl: ['CMD ["perl"]'],
  // Nothing here compiles C.
  golang: ['ENV PATH=/usr/local/go/bin:/usr/local/bin:/usr/bin:/bin GOPATH=/go CGO_ENABLED=0', 'WORKDIR /go'],
  docker: ['CMD ["sh"]'],
  node: ['CMD ["node"]'],
  nginx: ['CMD ["nginx", "-g", "daemon off;"]'],
  influxdb: ['CMD ["influxd"]'],
};

/**
 * Makes sure that each image of a corpus is on this host: none can be pulled in tests. An image that is there stays
 * as it is, and none is made where a row wants one that is not there; the others get a stand-in that has the programs which the corpus' manifests call.
 *
 * @param images what is called in each of them, where that is known.
 * @returns why an image is missing, by its name.
 */
export async function ensureImages(
  images: ReadonlyMap<string, readonly string[]>,
  docker = testDocker(),
): Promise<Map<string, string>> {
  const missing = new Map<string, string>();
  const built = new Map<ImageFamily, string | undefined>();
  await ensureBusyboxImage(docker);
  for (const [image, calls] of images) {
    if (isImageMeantToMiss(image) || (await isThere(docker, image))) continue;
    const family = familyOf(image, calls);
    if (family === undefined) {
      missing.set(image, `no stand-in for the image ${image} can be made here`);
      continue;
    }
    if (!built.has(family)) built.set(family, await build(docker, family));
    const name = built.get(family);
    if (name === undefined) missing.set(image, `this host has no ${family} to make a stand-in of`);
    else await tag(docker, name, image);
  }
  return missing;
}

async function isThere(docker: Docker, image: string): Promise<boolean> {
  try {
    const { Config } = await docker.getImage(image).inspect();
    const recipe = Config.Labels?.[LABEL];
    return recipe === undefined || recipe.endsWith(`/${RECIPE}`);
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return false;
    // A name with a variable in it is none.
    if ((error as { statusCode?: number }).statusCode === 400) return false;
    throw error;
  }
}

async function tag(docker: Docker, name: string, image: string): Promise<void> {
  const [, repo, version] = /^(.*?)(?::([^:/]+))?$/.exec(image) ?? [];
  await docker.getImage(name).tag({ repo: repo ?? image, tag: version ?? 'latest' });
}

/** @returns the image's name, or undefined where the host lacks the program. */
async function build(docker: Docker, family: ImageFamily): Promise<string | undefined> {
  const archive = pack();
  if (!addPrograms(archive, family)) return undefined;
  const dockerfile = [
    `FROM ${BUSYBOX_IMAGE}`,
    `LABEL ${LABEL}=${family}/${RECIPE}`,
    'COPY root /',
    ...LINES[family],
  ];
  archive.entry({ name: 'Dockerfile' }, `${dockerfile.join('\n')}\n`);
  archive.finalize();
  const name = `tiphys/stand-in-${family}:local`;
  const context = Readable.from(archive) as NodeJS.ReadableStream;
  await followProgress(docker, await docker.buildImage(context, { t: name, forcerm: true }));
  return name;
}

/** @returns whether this host has what the family needs. */
function addPrograms(archive: Pack, family: ImageFamily): boolean {
  for (const name of FOLDERS) archive.entry({ name: `root/${name}`, type: 'directory', mode: 0o755 });
  archive.entry({ name: 'root/var/tmp', type: 'directory', mode: 0o1777 });
  addScript(archive, COWSAY, 'usr/local/bin/cowsay');
  addScript(archive, join(import.meta.dirname, 'argosay.sh'), 'argosay');
  archive.entry({ name: 'root/etc/os-release', mode: 0o644 }, 'ID=stand-in\nPRETTY_NAME="A stand-in"\n');
  // What calls bash gets by with what its scripts have in common with sh.
  if (!addProgram(archive, '/usr/bin/bash', '/usr/bin/bash')) return false;
  archive.entry({ name: 'root/bin/bash', type: 'symlink', linkname: '../usr/bin/bash' });
  addNetcat(archive);
  switch (family) {
    case 'node':
      return addProgram(archive, process.execPath, '/usr/bin/node');
    case 'python':
      return addPython(archive);
    case 'perl':
      return addPerl(archive);
    case 'golang':
      return addGo(archive);
    case 'docker':
      return addProgram(archive, '/usr/bin/docker') || addProgram(archive, '/usr/local/bin/docker');
    case 'influxdb':
      addScript(archive, join(import.meta.dirname, 'influxd.py'), 'usr/bin/influxd');
      return addPython(archive);
    case 'nginx':
      addScript(archive, join(import.meta.dirname, 'nginx.sh'), 'usr/bin/nginx');
      return true;
    case 'curl':
    case 'git':
    case 'jq':
      return addProgram(archive, `/usr/bin/${family}`);
    default:
      // Systems' images have some of them, and rows may install them.
      for (const program of ['curl', 'jq', 'git']) addProgram(archive, `/usr/bin/${program}`);
      return true;
  }
}

function addScript(archive: Pack, file: string, as: string): void {
  archive.entry({ name: `root/${as}`, mode: 0o755 }, readFileSync(file));
}

/**
 * An nc of what Alpine's can do. A shell of busybox runs its own nc whatever the PATH says, so that one gets another
 * name, which keeps the order in which names are looked up.
 */
function addNetcat(archive: Pack): void {
  const busybox = '/bin/busybox';
  if (!existsSync(busybox)) return;
  const program = readFileSync(busybox);
  const [before, after] = [Buffer.from('\0nameif\0nc\0netstat\0'), Buffer.from('\0nameif\0nd\0netstat\0')];
  const at = program.indexOf(before);
  if (at === -1 || libraries(busybox).length > 0) return;
  after.copy(program, at);
  archive.entry({ name: 'root/bin/busybox', mode: 0o755 }, program);
  addScript(archive, join(import.meta.dirname, 'nc.sh'), 'usr/local/bin/nc');
}

function addPerl(archive: Pack): boolean {
  const perl = '/usr/bin/perl';
  if (!addProgram(archive, perl)) return false;
  const folders = execFileSync(perl, ['-e', 'print join("\n", @INC)'], { encoding: 'utf8' }).split('\n');
  for (const folder of folders) {
    if (/^\/usr\/(lib|share)\/(.*\/)?perl(-base|\/)/.test(folder) && existsSync(folder)) {
      addFolder(archive, folder);
    }
  }
  return true;
}

function addGo(archive: Pack): boolean {
  const root = '/usr/local/go';
  if (!existsSync(join(root, 'bin/go'))) return false;
  for (const folder of ['bin', 'pkg/include', 'pkg/tool', 'src']) addFolder(archive, join(root, folder));
  for (const file of ['VERSION', 'go.env']) addFile(archive, join(root, file));
  return true;
}

function addPython(archive: Pack): boolean {
  const python = '/usr/bin/python3';
  if (!addProgram(archive, python)) return false;
  const print = 'import sysconfig; print(sysconfig.get_path("stdlib"))';
  addFolder(archive, execFileSync(python, ['-c', print], { encoding: 'utf8' }).trim());
  return true;
}
