import type { SecretKeySelector } from './artifact.ts';

/** A header of a request; `value`, or where it comes from. */
export interface HTTPHeader {
  name: string;
  value?: string;
  /** The agent that sends the request reads it. */
  valueFrom?: { secretKeyRef?: SecretKeySelector };
}

/** One request that an agent sends; the body of its response becomes the node's result. */
export interface HTTPTemplate {
  /** GET where it is left out. */
  method?: string;
  url: string;
  headers?: HTTPHeader[];
  /** Seconds; without it there is no limit of its own. */
  timeoutSeconds?: number;
  /** An expr-lang condition on `request.*` and `response.*`; without it every 2xx is a success. */
  successCondition?: string;
  body?: string;
  /** Wins over `body`; `bytes` is base64. */
  bodyFrom?: { bytes?: string };
  insecureSkipVerify?: boolean;
}
