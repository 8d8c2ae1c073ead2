/**
 * What a decision may look at besides the workflow itself: objects that others keep and may change at any time. What
 * comes of a look goes into the events as a result, so that a replay never looks again. Nothing secret is in here.
 */
export interface Surroundings {
  /** The `data` of a ConfigMap; undefined where there is none of that name. */
  configMap(namespace: string, name: string): ReadonlyMap<string, string> | undefined;
  /** An annotation of a ConfigMap; undefined where there is none. */
  configMapAnnotation?(namespace: string, name: string, annotation: string): string | undefined;
  /** Names of the locks that a workflow of the namespace must hold while it runs: the limits of workflows in number. */
  places?: ((namespace: string) => readonly string[]) | undefined;
}

/** Nothing is there. */
export const NO_SURROUNDINGS: Surroundings = { configMap: () => undefined };
