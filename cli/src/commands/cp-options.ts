export interface CpFlags {
  nodeId?: string;
  templateName?: string;
  artifactName?: string;
  path: string;
}

/** Argo's. */
export const DEFAULT_PATH = '{namespace}/{workflowName}/{nodeId}/outputs/{artifactName}';
