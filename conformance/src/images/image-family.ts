/** What a stand-in has to be able to do; each is an image of its own. */
export type ImageFamily =
  | 'argosay'
  | 'shell'
  | 'whalesay'
  | 'curl'
  | 'git'
  | 'jq'
  | 'python'
  | 'perl'
  | 'golang'
  | 'docker'
  | 'node'
  | 'nginx'
  | 'influxdb';

/** Families that a word of their image's name begins with. */
const BY_WORD = ['curl', 'python', 'node', 'git', 'jq', 'nginx', 'influxdb', 'perl', 'golang'] as const;
/** What only has a shell and programs that come with systems. */
const SYSTEMS =
  /^(alpine|busybox|debian|ubuntu|centos|fedora|rocky|alma|amazonlinux|oraclelinux|archlinux|opensuse|ubi\d|wolfi|bash|toybox|buildpack|argoexec)/;
/** The programs of a shell and of busybox that rows call, as the corpus lists them. */
const SHELL_PROGRAMS: ReadonlySet<string> = new Set(
  (
    'awk basename bash base64 cat chmod cowsay cp cut date dd df diff dirname du echo env exit expr false find grep ' +
    'gunzip gzip head hostname id kill ln ls md5sum mkdir mktemp mv nc nslookup ping printf ps pwd readlink rm sed ' +
    'seq sh sha256sum shuf sleep sort stat stty tail tar tee test time timeout touch tr trap true uname uniq wc wget ' +
    'which whoami xargs yes'
  ).split(' '),
);
/** A name that says that there is no such image. */
const MEANT_TO_MISS = /non-?existent|(does-?n.?t|not)-?exist|no[-/]?such|\b(invalid|missing|unknown)\b/i;

/** Whether a row that names this image is about one that cannot be pulled. */
export function isImageMeantToMiss(image: string): boolean {
  return MEANT_TO_MISS.test(image);
}

/**
 * Which stand-in takes the place of an image; undefined where the name is no name, or nothing can.
 *
 * @param calls what is run in it, where that is known: an unknown image of which only a shell is wanted is one.
 */
export function familyOf(image: string, calls: readonly string[] = []): ImageFamily | undefined {
  if (!/^[\w./:@-]+$/.test(image) || isImageMeantToMiss(image)) return undefined;
  const [, name = '', version = ''] = /^(?:.*\/)?([^/:@]+)(?:[:@](.*))?$/.exec(image) ?? [];
  if (name === 'argosay') return version === 'v1' ? 'whalesay' : 'argosay';
  if (name === 'whalesay') return 'whalesay';
  // An engine in a container needs more than a container may.
  if (name === 'docker') return version.includes('dind') ? undefined : 'docker';
  const words = name.split(/[-_.]/);
  const named = BY_WORD.find((family) => words.some((word) => word.startsWith(family)));
  if (named !== undefined) return named;
  if (words.some((word) => SYSTEMS.test(word))) return 'shell';
  return calls.length > 0 && calls.every((call) => SHELL_PROGRAMS.has(call)) ? 'shell' : undefined;
}
