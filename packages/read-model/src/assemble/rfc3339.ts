/** RFC 3339 in UTC with whole seconds, as Kubernetes writes times; null for 0, which is no time. */
export function rfc3339(at: number): string | null {
  return at === 0 ? null : `${new Date(at).toISOString().slice(0, 19)}Z`;
}
