/**
 * Go's flags take `--flag=true` and `--flag=false`; commander's do not. The first is the flag, the second is its
 * `--no-` twin where there is one, and otherwise nothing.
 *
 * @param booleans the long names of the flags that take no value.
 */
export function withoutBooleanValues(args: readonly string[], booleans: ReadonlySet<string>): string[] {
  const end = args.indexOf('--');
  return args.flatMap((arg, index) => {
    const match = end >= 0 && index > end ? null : /^(--[^=]+)=(true|false)$/.exec(arg);
    const flag = match?.[1] ?? '';
    if (!booleans.has(flag)) return [arg];
    if (match?.[2] === 'true') return [flag];
    const opposite = flag.startsWith('--no-') ? `--${flag.slice(5)}` : `--no-${flag.slice(2)}`;
    return booleans.has(opposite) ? [opposite] : [];
  });
}
