/** A value, or why there is none. */
export type Result<T> = { ok: true; value: T } | { ok: false; message: string };

export function success<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function failure(message: string): { ok: false; message: string } {
  return { ok: false, message };
}
