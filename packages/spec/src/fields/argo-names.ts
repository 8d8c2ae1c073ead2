export const ARGO = 'github.com.argoproj.argo_workflows.v4.pkg.apis.workflow.v1alpha1.';
export const CORE = 'k8s.io.api.core.v1.';
export const META = 'k8s.io.apimachinery.pkg.apis.meta.v1.';

export const API_VERSION = 'argoproj.io/v1alpha1';
