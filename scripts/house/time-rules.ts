/** Where time and chance come in through a port, so that the simulation can choose them. */
const RULED =
  /^(packages\/(spec|expression|validation|engine|wire|event-log|read-model|runtime)|services\/\w+)\/src\//;
/** Compositions, and what only tests run. */
const FREE = /\/(start|main)\.ts$|\.test\.ts$|\/testing\/|\/src\/gen\//;

/** Files that may all the same, and why. */
const EXCEPTIONS: ReadonlyMap<string, string> = new Map([
  ['services/executor/src/agent-identity.ts', "draws an agent's id once, at its first start"],
  ['services/api/src/grpc-status-reader.ts', 'grpc-js takes deadlines as points in time of the host'],
  ['packages/runtime/src/process/attempt-folder.ts', 'names a file that is renamed at once'],
]);

const CALL =
  /\b(Date\.now|performance\.now|Math\.random|setTimeout|setInterval|setImmediate|randomBytes|randomUUID|getRandomValues)\(|\bnew Date\(\)|'node:timers/;

/** Reads of the host's clock, and draws of its chance, in logic. */
export function timeProblems(path: string, text: string): string[] {
  if (!RULED.test(path) || FREE.test(path) || EXCEPTIONS.has(path)) return [];
  return text.split('\n').flatMap((line, index) => {
    const found = /^\s*(\*|\/\/)/.test(line) ? null : CALL.exec(line);
    return found === null
      ? []
      : [`${path}:${index + 1}: time and chance come in through a port: ${found[0]}`];
  });
}
