import type { MetricSample, Transition } from '@tiphys/engine';
import type { Logger } from '@tiphys/service-kit';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Argo's prefix. */
const PREFIX = 'argo_workflows_';
/** Argo's own bounds, Prometheus' defaults, where a histogram names none. */
const DEFAULT_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Counts what workflows tell Prometheus. */
export interface MetricsSink {
  /** Called once for each transition, by the scheduler that has appended it. */
  record(transition: Transition): void;
}

export const noMetrics: MetricsSink = { record() {} };

/** A gauge that goes on by itself until it is set. */
interface Running {
  labels: Record<string, string>;
  since: number;
}

type Instrument = Counter | Gauge | Histogram;

/**
 * The custom metrics of workflows that this scheduler has decided on, as Prometheus' text. Several schedulers each have
 * their share, as replicas of a service do; a restarted one begins at zero, which counters and rates allow for.
 */
export class WorkflowMetrics implements MetricsSink {
  readonly #registry = new Registry();
  readonly #running = new Map<string, Map<string, Running>>();
  readonly #now: () => number;
  readonly #logger: Logger;

  /** @param now milliseconds since 1970, for gauges that go on by themselves. */
  constructor(now: () => number, logger: Logger) {
    this.#now = now;
    this.#logger = logger;
  }

  record({ events }: Transition): void {
    for (const event of events) {
      if (event.type !== 'metricsEmitted') continue;
      for (const sample of event.samples) this.#recordOne(sample);
    }
  }

  /** Prometheus' text format; empty where nothing was told. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  /** One that cannot be counted (its name is another kind's, its labels are others) must not stop the workflow. */
  #recordOne(sample: MetricSample): void {
    try {
      const instrument = this.#instrument(sample);
      const labels = Object.fromEntries(sample.labels.map(({ key, value }) => [key, value]));
      if (instrument instanceof Counter) instrument.inc(labels, sample.value);
      else if (instrument instanceof Histogram) instrument.observe(labels, sample.value);
      else this.#setGauge(instrument, sample, labels);
    } catch (error) {
      this.#logger.warn('a metric of a workflow cannot be counted', { metric: sample.name, error });
    }
  }

  #setGauge(gauge: Gauge, sample: MetricSample, labels: Record<string, string>): void {
    const running = this.#running.get(sample.name);
    const key = JSON.stringify(sample.labels);
    if (sample.since !== undefined) {
      running?.set(key, { labels, since: sample.since });
      return;
    }
    running?.delete(key);
    if (sample.operation === 'Add') gauge.inc(labels, sample.value);
    else if (sample.operation === 'Sub') gauge.dec(labels, sample.value);
    else gauge.set(labels, sample.value);
  }

  #instrument(sample: MetricSample): Instrument {
    const name = PREFIX + sample.name;
    const present = this.#registry.getSingleMetric(name) as Instrument | undefined;
    const kind = { counter: Counter, gauge: Gauge, histogram: Histogram }[sample.kind];
    if (present !== undefined) {
      if (present instanceof kind) return present;
      throw new Error(`${sample.name} is there already, and no ${sample.kind}`);
    }
    const options = {
      name,
      help: sample.help,
      labelNames: sample.labels.map(({ key }) => key),
      registers: [this.#registry],
    };
    if (sample.kind === 'counter') return new Counter(options);
    if (sample.kind === 'histogram') {
      const { buckets = [] } = sample;
      return new Histogram({ ...options, buckets: buckets.length === 0 ? DEFAULT_BUCKETS : buckets });
    }
    const running = new Map<string, Running>();
    this.#running.set(sample.name, running);
    const now = this.#now;
    return new Gauge({
      ...options,
      collect() {
        for (const { labels, since } of running.values()) this.set(labels, (now() - since) / 1000);
      },
    });
  }
}
