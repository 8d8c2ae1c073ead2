/** Cases of Argo's own files that are not matched, and why that is meant. */
export const KNOWN_DIFFERENCES: ReadonlyMap<string, string> = new Map([
  [
    'expr__util-template__replace__f1a7c0e6be',
    'an unclosed tag: the same error, but it shows the text and not the JSON of the text',
  ],
  [
    'trace__operator__TestConfigMapCacheLoadNoLabels__memoized-workflow-test',
    'its cache is a ConfigMap without a label; caches are no ConfigMaps here',
  ],
  [
    'examples__continue-on-fail',
    'its label speaks of the step that fails; the workflow goes on (continueOn), here and in Argo',
  ],
  [
    'e2e__functional__workflow_template_level_host_aliases',
    'its nslookup asks 124.0.0.1 for a name, which answers nobody; the phase is only inferred from the folder',
  ],
]);
