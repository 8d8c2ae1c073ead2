/** A key of a map, or an index (0-based) of a list. */
export type PathSegment = string | number;

/** Something wrong, or doubtful, with a manifest, and where. */
export interface Problem {
  path: PathSegment[];
  message: string;
  /** What a sentence of Argo's begins with: the calls that lead to the place, `templates.main.steps[0].a`. */
  via?: string;
  /** Of what stands in a WorkflowTemplate that is referred to at the path: which, and where in it. */
  elsewhere?: string;
  /** 1-based; known where the manifest was read from text. */
  line?: number;
  column?: number;
  severity: 'error' | 'warning';
}

/** All that a problem says but its path, with Argo's sentence as Argo says it. */
export function problemText({ message, via, elsewhere }: Problem): string {
  const sentence = via === undefined ? message : `${via} ${message}`;
  return elsewhere === undefined ? sentence : `${elsewhere}: ${sentence}`;
}

const PLAIN_KEY = /^[\p{L}_$][\p{L}\p{N}_$-]*$/u;
const MAX_KEY_SHOWN = 80;

/** The path as people write it: `spec.templates[2].http`; a key that is no plain word is quoted: `labels["a.b"]`. */
export function formatPath(path: readonly PathSegment[]): string {
  let text = '';
  for (const segment of path) {
    if (typeof segment === 'number') text += `[${segment}]`;
    else if (PLAIN_KEY.test(segment) && segment.length <= MAX_KEY_SHOWN)
      text += text === '' ? segment : `.${segment}`;
    else text += `[${quoted(segment)}]`;
  }
  return text;
}

/** A text in quotes, escaped, and cut where it is long: what a message says of somebody's input. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > MAX_KEY_SHOWN ? `${text.slice(0, MAX_KEY_SHOWN)}…` : text);
}
