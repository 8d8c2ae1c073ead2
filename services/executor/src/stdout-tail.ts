/** The last bytes of standard output, for `outputs.result`. */
export class StdoutTail {
  readonly #maxBytes: number;
  readonly #parts: Uint8Array[] = [];
  #held = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  add(data: Uint8Array): void {
    this.#parts.push(data);
    this.#held += data.length;
    // One byte more than the limit: a newline at the end goes before the rest is measured.
    for (let first = this.#parts[0]; first !== undefined; first = this.#parts[0]) {
      if (this.#held - first.length < this.#maxBytes + 1) return;
      this.#parts.shift();
      this.#held -= first.length;
    }
  }

  /** As Argo keeps it (workflow/executor/executor.go, CaptureScriptResult): one newline off, then the last bytes. */
  text(): string {
    const all = Buffer.concat(this.#parts);
    const end = all.at(-1) === 0x0a ? all.length - 1 : all.length;
    return all.toString('utf8', Math.max(0, end - this.#maxBytes), end);
  }
}
