export interface MetricLabel {
  key: string;
  value: string;
}

export interface Counter {
  /** A number, as a text that may hold variables. */
  value?: string;
}

export interface Gauge {
  /** A number, as a text that may hold variables; `{{duration}}` or `{{workflow.duration}}` in a realtime gauge. */
  value?: string;
  /** From the beginning on, and not only at the end. */
  realtime?: boolean;
  /** `Set`, `Add` or `Sub`; `Set` where it is empty. */
  operation?: string;
}

export interface Histogram {
  /** A number, as a text that may hold variables. */
  value?: string;
  /** Upper bounds, ascending. */
  buckets?: number[];
}

/** One metric of a template or workflow; one of counter, gauge and histogram says what kind. */
export interface Prometheus {
  name: string;
  labels?: MetricLabel[];
  help?: string;
  /** A condition: the metric is only given where it holds. */
  when?: string;
  gauge?: Gauge;
  histogram?: Histogram;
  counter?: Counter;
}

export interface Metrics {
  prometheus?: Prometheus[];
}
