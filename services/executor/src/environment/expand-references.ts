const REFERENCE = /\$(\$|\(([^)]*)\))/g;

/**
 * Replaces `$(NAME)` by the variable's value, as the kubelet does in commands, arguments and values. A name that
 * is not known stays as it stands, and `$$(NAME)` is the text `$(NAME)`.
 */
export function expandReferences(text: string, variables: Pick<ReadonlyMap<string, string>, 'get'>): string {
  if (!text.includes('$')) return text;
  return text.replace(REFERENCE, (whole, escaped: string, name: string | undefined) => {
    if (escaped === '$') return '$';
    return variables.get(name ?? '') ?? whole;
  });
}
