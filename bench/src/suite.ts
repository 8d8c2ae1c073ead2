/** One measured figure; printed as a line of JSON. */
export interface Measurement {
  suite: string;
  name: string;
  value: number;
  /** UCUM: `ms`, `/s`, `1`. */
  unit: string;
  /** How many runs the median is of. */
  runs: number;
  min: number;
  max: number;
  [detail: string]: string | number;
}

export type Suite = (report: (measurement: Omit<Measurement, 'suite'>) => void) => Promise<void>;
