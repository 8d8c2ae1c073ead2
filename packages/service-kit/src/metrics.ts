export type MetricLabels = Readonly<Record<string, string>>;

export interface Counter {
  add(value: number, labels?: MetricLabels): void;
}

export interface Histogram {
  record(value: number, labels?: MetricLabels): void;
}

/** What a service counts; names are `tiphys.<service>.<what>`, units are UCUM's (`s`, `By`, `1`). */
export interface Metrics {
  counter(name: string, options: { description: string; unit: string }): Counter;
  histogram(name: string, options: { description: string; unit: string }): Histogram;
  /** Asked at each collection. */
  gauge(name: string, options: { description: string; unit: string }, read: () => number): void;
}

/** Counts nothing. */
export const silentMetrics: Metrics = {
  counter: () => ({ add() {} }),
  histogram: () => ({ record() {} }),
  gauge() {},
};
