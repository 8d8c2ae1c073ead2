const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['<', '\\u003c'],
  ['>', '\\u003e'],
  ['&', '\\u0026'],
  ['\u2028', '\\u2028'],
  ['\u2029', '\\u2029'],
]);

/**
 * JSON as Go's encoding/json prints it: the characters of HTML are escaped. All of them stand in texts only, so
 * the whole can be searched.
 *
 * @param indent spaces a level; `argo get -o json` prints 4. 0: on one line, as the HTTP API answers.
 */
export function argoJsonText(value: unknown, indent = 0): string {
  return JSON.stringify(value, null, indent).replace(
    /[<>&\u2028\u2029]/g,
    (found) => ESCAPES.get(found) ?? found,
  );
}
