import { ARGO, CORE } from '../fields/argo-names.ts';

/**
 * The lists that are merged item by item, and the field that tells which items are the same: Go's `patchMergeKey` in
 * the structs of Argo and Kubernetes. Every other list is replaced as a whole.
 */
export const MERGE_KEYS = new Map([
  [`${ARGO}WorkflowSpec.templates`, 'name'],
  [`${ARGO}WorkflowSpec.volumes`, 'name'],
  [`${ARGO}WorkflowSpec.tolerations`, 'key'],
  [`${ARGO}WorkflowSpec.imagePullSecrets`, 'name'],
  [`${ARGO}WorkflowSpec.hostAliases`, 'ip'],
  [`${ARGO}Template.volumes`, 'name'],
  [`${ARGO}Template.initContainers`, 'name'],
  [`${ARGO}Template.sidecars`, 'name'],
  [`${ARGO}Template.tolerations`, 'key'],
  [`${ARGO}Template.hostAliases`, 'ip'],
  [`${ARGO}Inputs.parameters`, 'name'],
  [`${ARGO}Inputs.artifacts`, 'name'],
  [`${ARGO}Outputs.parameters`, 'name'],
  [`${ARGO}Outputs.artifacts`, 'name'],
  [`${ARGO}Arguments.parameters`, 'name'],
  [`${ARGO}Arguments.artifacts`, 'name'],
  [`${ARGO}DAGTemplate.tasks`, 'name'],
  ...containerKeys(`${CORE}Container`),
  ...containerKeys(`${ARGO}ScriptTemplate`),
  ...containerKeys(`${ARGO}UserContainer`),
  ...containerKeys(`${ARGO}ContainerNode`),
]);

function containerKeys(type: string): [string, string][] {
  return [
    [`${type}.env`, 'name'],
    [`${type}.ports`, 'containerPort'],
    [`${type}.volumeMounts`, 'mountPath'],
    [`${type}.volumeDevices`, 'devicePath'],
  ];
}

/** Undefined: the list is replaced. */
export function mergeKeyOf(argoName: string, field: string): string | undefined {
  return MERGE_KEYS.get(`${argoName}.${field}`);
}
