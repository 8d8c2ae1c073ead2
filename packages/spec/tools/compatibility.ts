import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withFieldsSection } from '../src/fields/compatibility-section.ts';

/** Writes the part of docs/compatibility.md that the tables of fields give. */
const path = join(import.meta.dirname, '../../../docs/compatibility.md');
const page = withFieldsSection(readFileSync(path, 'utf8'));
if (page === undefined) throw new Error(`${path} has lost the marks of the generated part`);
writeFileSync(path, page);
