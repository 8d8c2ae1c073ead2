import { EXIT, type ExitCode } from '../errors.ts';
import type { Session } from '../session.ts';

/** What can be typed after `tiphys`, taken from the command line's own definition. */
export interface CompletionWords {
  readonly commands: readonly { name: string; description: string; flags: readonly string[] }[];
  readonly globalFlags: readonly string[];
}

export type Shell = 'bash' | 'zsh' | 'fish';

/** `completion SHELL`: a script to source. */
export async function completion(session: Session, shell: Shell, words: CompletionWords): Promise<ExitCode> {
  session.out.write(completionScript(shell, words));
  return EXIT.succeeded;
}

/** Commands first, then flags of the command that was typed, else file names. */
export function completionScript(shell: Shell, words: CompletionWords): string {
  if (shell === 'bash') return bash(words);
  if (shell === 'zsh') return zsh(words);
  return fish(words);
}

function bash({ commands, globalFlags }: CompletionWords): string {
  const cases = commands.map(({ name, flags }) => `    ${name}) flags="${flags.join(' ')}" ;;`);
  return [
    '# bash completion of tiphys; load it with: source <(tiphys completion bash)',
    '_tiphys() {',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: bash's own expansion
    '  local current="${COMP_WORDS[COMP_CWORD]}" command="" word flags=""',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: bash's own expansion
    '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
    '    if [[ $word != -* ]]; then command=$word; break; fi',
    '  done',
    '  case $command in',
    ...cases,
    '  esac',
    '  if [[ $current == -* ]]; then',
    `    COMPREPLY=($(compgen -W "$flags ${globalFlags.join(' ')}" -- "$current"))`,
    '  elif [[ -z $command ]]; then',
    `    COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(' ')}" -- "$current"))`,
    '  else',
    '    COMPREPLY=($(compgen -f -- "$current"))',
    '  fi',
    '}',
    'complete -o filenames -F _tiphys tiphys',
    '',
  ].join('\n');
}

function zsh({ commands, globalFlags }: CompletionWords): string {
  const described = commands.map(({ name, description }) => `    ${quoted(`${name}:${description}`)}`);
  const cases = commands.map(({ name, flags }) => `    ${name}) flags=(${flags.join(' ')}) ;;`);
  return [
    '#compdef tiphys',
    '# zsh completion of tiphys; load it with: source <(tiphys completion zsh)',
    '_tiphys() {',
    '  local -a commands flags',
    '  commands=(',
    ...described,
    '  )',
    '  if (( CURRENT == 2 )); then _describe command commands; return; fi',
    '  case $words[2] in',
    ...cases,
    '  esac',
    '  if [[ $PREFIX == -* ]]; then',
    `    compadd -- $flags ${globalFlags.join(' ')}`,
    '  else',
    '    _files',
    '  fi',
    '}',
    'compdef _tiphys tiphys',
    '',
  ].join('\n');
}

function fish({ commands, globalFlags }: CompletionWords): string {
  const lines = ['# fish completion of tiphys; load it with: tiphys completion fish | source'];
  for (const { name, description, flags } of commands) {
    lines.push(`complete -c tiphys -n __fish_use_subcommand -f -a ${name} -d ${quoted(description)}`);
    for (const flag of flags) {
      lines.push(`complete -c tiphys -n ${quoted(`__fish_seen_subcommand_from ${name}`)} ${fishFlag(flag)}`);
    }
  }
  for (const flag of globalFlags) lines.push(`complete -c tiphys ${fishFlag(flag)}`);
  return `${lines.join('\n')}\n`;
}

function fishFlag(flag: string): string {
  return flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
