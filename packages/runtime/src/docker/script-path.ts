/** Where a script template's program lies, as in Argo (common.ExecutorScriptSourcePath). */
export const SCRIPT_PATH = '/argo/staging/script';
