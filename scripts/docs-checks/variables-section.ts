import { type ServiceVariable, serviceVariables } from './service-variables.ts';

const START = '<!-- variables: start; written by scripts/docs-checks/write-variables.ts -->';
const END = '<!-- variables: end -->';

/**
 * The part of README.md that the services' own tables of variables give.
 *
 * @param page the page as it is.
 * @returns the page with that part as it is to be, between its two marks; undefined where the marks are missing.
 */
export function withVariablesSection(page: string): string | undefined {
  const start = page.indexOf(START);
  const end = page.indexOf(END);
  if (start < 0 || end < start) return undefined;
  return `${page.slice(0, start + START.length)}\n\n${variablesTable(serviceVariables())}\n\n${page.slice(end)}`;
}

interface Row {
  name: string;
  services: string[];
  values: string;
  byDefault: string;
  /** What it is, and in which services; more than one where they see it from two sides. */
  descriptions: Map<string, string[]>;
}

/** One row a variable, in the order in which they come. */
export function variablesTable(variables: ReadonlyMap<string, readonly ServiceVariable[]>): string {
  const rows = new Map<string, Row>();
  for (const [service, list] of variables) {
    for (const { name, description, values, byDefault } of list) {
      const row: Row = rows.get(name) ?? { name, services: [], values, byDefault, descriptions: new Map() };
      row.services.push(service);
      row.descriptions.set(description, [...(row.descriptions.get(description) ?? []), service]);
      rows.set(name, row);
    }
  }
  const lines = [...rows.values()].map((row) => [
    `\`${row.name}\``,
    row.services.length === variables.size ? 'all' : row.services.join(', '),
    row.values,
    row.byDefault === '' ? '' : `\`${row.byDefault}\``,
    descriptionOf(row),
  ]);
  const head = [
    ['variable', 'read by', 'value', 'default', 'what it is'],
    ['---', '---', '---', '---', '---'],
  ];
  return [...head, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function descriptionOf({ descriptions }: Row): string {
  const [only] = descriptions.keys();
  if (descriptions.size === 1 && only !== undefined) return only;
  return [...descriptions].map(([text, services]) => `${services.join(', ')}: ${text}`).join('; ');
}
