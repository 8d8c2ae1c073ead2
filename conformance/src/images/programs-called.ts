import { walk } from '../workflows/fields.ts';

/** Words of a shell that call nothing. */
const OF_THE_SHELL: ReadonlySet<string> = new Set(
  (
    '! [ [[ { } : . break case cd continue declare do done elif else esac eval exec export fi for function if in ' +
    'local read return set shift then trap ulimit umask unset until wait while'
  ).split(' '),
);
const SHELL = /(^|\/)(sh|bash|ash|dash)$/;

/**
 * The programs that a manifest calls in an image, as far as its text tells: the command, and the first word of each
 * command of a shell's text.
 */
export function programsCalled(manifests: unknown, image: string): string[] {
  const called = new Set<string>();
  walk(manifests, (fields) => {
    if (fields.image !== image) return;
    const command = texts(fields.command);
    const [program] = command;
    if (program === undefined) {
      called.add('<entrypoint>');
      return;
    }
    called.add(program.replace(/^.*\//, ''));
    if (!SHELL.test(program)) return;
    const source = typeof fields.source === 'string' ? [fields.source] : [];
    for (const text of [...command.slice(1), ...texts(fields.args), ...source]) {
      for (const one of inShell(text)) called.add(one);
    }
  });
  return [...called];
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function inShell(text: string): string[] {
  const plain = text.replaceAll(/'[^']*'|"(?:[^"\\]|\\.)*"|#.*$/gm, ' x ');
  return plain.split(/[;&|\n`(){}]+|\b(?:then|do|else)\b/).flatMap((part) => {
    const words = part.trim().split(/\s+/);
    const first = words.find((word) => !/^\w+=/.test(word) && !OF_THE_SHELL.has(word)) ?? '';
    const isCall =
      /^[\w./-]+$/.test(first) && !/^(-|\d)/.test(first) && words[0] !== 'for' && words[0] !== 'case';
    return isCall && first !== 'x' ? [first.replace(/^.*\//, '')] : [];
  });
}
