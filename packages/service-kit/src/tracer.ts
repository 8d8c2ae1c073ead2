/** Traces across processes; W3C `traceparent` texts are what travels. */
export interface Tracer {
  /**
   * Runs the function inside a span, which ends with it and records its error.
   *
   * @param traceparent the parent's context; empty: the active span, else a new trace.
   * @param run gets the traceparent of the new span, to hand on; empty where tracing is off and none came in.
   */
  span<T>(
    name: string,
    traceparent: string,
    run: (traceparent: string) => Promise<T>,
    attributes?: Readonly<Record<string, string | number | boolean>>,
  ): Promise<T>;
}

/** Hands contexts on and records nothing. */
export const passingTracer: Tracer = {
  span: (_name, traceparent, run) => run(traceparent),
};
