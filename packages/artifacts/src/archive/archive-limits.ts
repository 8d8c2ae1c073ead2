import { ArtifactError } from '../artifact-error.ts';

/** What an archive may unpack to. */
export interface ArchiveLimits {
  maxEntries: number;
  maxBytes: number;
  /** Unpacked bytes for each packed one, once there are more than `freeBytes` of them. */
  maxRatio: number;
  freeBytes: number;
}

/** Gzip cannot do more than 1,032 to 1; what people archive is below 20. */
export const ARCHIVE_LIMITS: ArchiveLimits = {
  maxEntries: 1_000_000,
  maxBytes: 256 * 1024 ** 3,
  maxRatio: 200,
  freeBytes: 1024 ** 3,
};

/** Counts what comes out of an archive, and ends it where that is too much. */
export class UnpackedCount {
  readonly #limits: ArchiveLimits;
  readonly #packedBytes: number;
  #entries = 0;
  #bytes = 0;

  constructor(limits: ArchiveLimits, packedBytes: number) {
    this.#limits = limits;
    this.#packedBytes = packedBytes;
  }

  /** @throws ArtifactError archive_too_large. */
  entry(): void {
    this.#entries += 1;
    const { maxEntries } = this.#limits;
    if (this.#entries > maxEntries) throw tooLarge(`it holds more than ${maxEntries} files and folders`);
  }

  /** @throws ArtifactError archive_too_large. */
  add(bytes: number): void {
    this.#bytes += bytes;
    const { maxBytes, maxRatio, freeBytes } = this.#limits;
    if (this.#bytes > maxBytes) throw tooLarge(`it unpacks to more than ${maxBytes} bytes`);
    if (this.#bytes > freeBytes && this.#bytes > this.#packedBytes * maxRatio) {
      throw tooLarge(`it unpacks to more than ${maxRatio} times its ${this.#packedBytes} bytes`);
    }
  }
}

function tooLarge(how: string): ArtifactError {
  return new ArtifactError('archive_too_large', `the archive is refused: ${how}`);
}
