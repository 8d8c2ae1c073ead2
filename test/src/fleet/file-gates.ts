import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from './eventually.ts';
import { type GateKey, type Gates, gateName } from './gates.ts';

/** Gates for commands that run as processes of this host: files in a folder. */
export class FileGates implements Gates {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  begin(key: GateKey): string {
    return `echo started >>${this.#startsFile(key)}; echo begun ${gateName(key)}`;
  }

  wait(key: GateKey): string {
    return `until [ -e ${this.#gateFile(key)} ]; do sleep 0.1; done`;
  }

  async begun(key: GateKey): Promise<void> {
    await eventually(`${gateName(key)} runs`, () => this.starts(key) > 0 || undefined);
  }

  async open(key: GateKey): Promise<void> {
    writeFileSync(this.#gateFile(key), '');
  }

  starts(key: GateKey): number {
    const file = this.#startsFile(key);
    return existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0;
  }

  #startsFile(key: GateKey): string {
    return join(this.#folder, `${gateName(key)}.starts`);
  }

  #gateFile(key: GateKey): string {
    return join(this.#folder, `${gateName(key)}.gate`);
  }
}
