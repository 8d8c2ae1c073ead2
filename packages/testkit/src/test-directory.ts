import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

/** A fresh directory, removed after the test, suite or file that asked for it. */
export function testDirectory(): string {
  const path = freshDirectory();
  after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A fresh directory that nobody removes, and that PostgreSQL's own user may pass through. */
export function freshDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), 'tiphys-test-'));
  chmodSync(path, 0o711);
  return path;
}
