/** What Kubernetes draws its suffixes from: no vowels and nothing that looks like one, so no words appear. */
const SUFFIX_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';
const SUFFIX_LENGTH = 5;
/** Of a workflow: its name is also the value of a label. */
export const MAX_WORKFLOW_NAME = 63;

const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/**
 * Five characters for a generated name.
 *
 * @param random as many random bytes as asked for.
 */
export function randomNameSuffix(random: (length: number) => Uint8Array): string {
  const bytes = random(SUFFIX_LENGTH * 2);
  let suffix = '';
  for (let at = 0; at < SUFFIX_LENGTH; at += 1) {
    // Two bytes for a character: with one, the first letters would be a tenth likelier.
    const drawn = ((bytes[at * 2] ?? 0) << 8) | (bytes[at * 2 + 1] ?? 0);
    suffix += SUFFIX_ALPHABET.charAt(drawn % SUFFIX_ALPHABET.length);
  }
  return suffix;
}

/** `generateName` and a suffix, the former cut so that the whole has 63 characters at most, as Kubernetes does. */
export function workflowName(generateName: string, suffix: string): string {
  return `${generateName.slice(0, MAX_WORKFLOW_NAME - suffix.length)}${suffix}`;
}

/** Whether a workflow may have this name: an RFC 1123 subdomain of at most 63 characters. */
export function isWorkflowName(name: string): boolean {
  return name.length <= MAX_WORKFLOW_NAME && SUBDOMAIN.test(name);
}

/** Whether names made from this can be legal: it may end in `-` or `.`, a suffix follows. */
export function isGenerateName(generateName: string): boolean {
  return isWorkflowName(workflowName(generateName, 'x'.repeat(SUFFIX_LENGTH)));
}
