export type RuntimeErrorCode =
  /** There is no such image, here or in its registry. */
  | 'image_not_found'
  /** The image may exist, but cannot be pulled: no access, no network, a format the engine refuses. */
  | 'image_unpullable'
  /** The image's name is none. */
  | 'image_invalid'
  /** The container's command does not exist in the image, or may not be executed. */
  | 'command_not_found'
  /** The engine does not start the container, for another reason. */
  | 'start_failed'
  /** The task asks for something this runtime cannot do, or that no runtime can. */
  | 'invalid_task'
  /** A container that runs before the main one has failed. */
  | 'init_failed'
  /** An output file is larger than was asked for. */
  | 'file_too_large'
  /** An output path is a directory, a device, or a circle of links. */
  | 'file_not_regular'
  /** An output path is outside what may be read. */
  | 'file_forbidden'
  /** The container engine does not answer. */
  | 'engine_unavailable'
  /** The container engine answered with a failure of its own. */
  | 'engine_failed'
  /** The start was called off before there was a container. */
  | 'cancelled';

/** What the runtimes throw. The message is fit for a node's message: it says what Kubernetes would. */
export class RuntimeError extends Error {
  readonly code: RuntimeErrorCode;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;

  constructor(code: RuntimeErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'RuntimeError';
    this.code = code;
    this.retryable = code === 'engine_unavailable';
  }
}
