import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withVariablesSection } from './variables-section.ts';

/** Writes the table of environment variables in README.md from the services' own. */
const path = join(import.meta.dirname, '../../README.md');
const page = withVariablesSection(readFileSync(path, 'utf8'));
if (page === undefined) throw new Error(`${path} has lost the marks of the generated part`);
writeFileSync(path, page);
