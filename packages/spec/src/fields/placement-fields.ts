import { CORE } from './argo-names.ts';
import { emulated, honoured, integer, json, list, map, object, objectType, refused, text } from './field.ts';

const ONE_HOST = 'needs Kubernetes: its scheduler knows which pods are beside which';

const requirement = objectType(`${CORE}NodeSelectorRequirement`, 'requirement', [
  honoured('key', text, { always: '' }),
  honoured('operator', text, { always: '' }),
  honoured('values', list(text)),
]);

const term = objectType(`${CORE}NodeSelectorTerm`, 'term', [
  honoured('matchExpressions', list(object(requirement))),
  honoured('matchFields', list(object(requirement))),
]);

const nodeSelector = objectType(`${CORE}NodeSelector`, 'selector', [
  honoured('nodeSelectorTerms', list(object(term)), { always: null }),
]);

/** What is only preferred is read and changes nothing: no agent is better than another. */
const preferred = honoured('preferredDuringSchedulingIgnoredDuringExecution', list(json));

const nodeAffinity = objectType(`${CORE}NodeAffinity`, 'affinity', [
  honoured('requiredDuringSchedulingIgnoredDuringExecution', object(nodeSelector)),
  preferred,
]);

const podAffinity = objectType(`${CORE}PodAffinity`, 'affinity', [
  refused('requiredDuringSchedulingIgnoredDuringExecution', ONE_HOST),
  preferred,
]);

const podAntiAffinity = objectType(`${CORE}PodAntiAffinity`, 'affinity', [
  refused('requiredDuringSchedulingIgnoredDuringExecution', ONE_HOST),
  preferred,
]);

const affinity = objectType(`${CORE}Affinity`, 'affinity', [
  honoured('nodeAffinity', object(nodeAffinity)),
  honoured('podAffinity', object(podAffinity)),
  honoured('podAntiAffinity', object(podAntiAffinity)),
]);

export const nodeSelectorField = honoured('nodeSelector', map(text));
export const affinityField = honoured('affinity', object(affinity));
const toleration = objectType(`${CORE}Toleration`, 'toleration', [
  honoured('key', text),
  honoured('operator', text),
  honoured('value', text),
  honoured('effect', text),
  emulated('tolerationSeconds', integer, 'agents evict nothing'),
]);

export const tolerationsField = honoured('tolerations', list(object(toleration)));
