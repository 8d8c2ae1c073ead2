/** What a stand-in has to be able to do; each is an image of its own. */
export type ImageFamily = 'argosay' | 'shell' | 'whalesay' | 'curl' | 'python' | 'node';

/** Which stand-in takes the place of an image; undefined where the name is no name, or nothing can. */
export function familyOf(image: string): ImageFamily | undefined {
  if (!/^[\w./:@-]+$/.test(image)) return undefined;
  const name = image.replace(/^.*\//, '').replace(/[:@].*$/, '');
  // A service that tests speak to: a shell would not answer.
  if (/^(argocli|argoexec|nginx|influxdb|mysql|postgres|redis|docker|minio|golang)$/.test(name))
    return undefined;
  if (name === 'argosay') return image.endsWith(':v1') ? 'whalesay' : 'argosay';
  if (name === 'whalesay') return 'whalesay';
  return (['curl', 'python', 'node'] as const).find((family) => name.startsWith(family)) ?? 'shell';
}
