/** How to reach a server. */
export interface ClientOptions {
  /** `host:port`. */
  address: string;
  /** Sent as it is in `authorization`; Argo's begin with `Bearer `. */
  token?: string;
  /** Absent: plaintext. */
  tls?: TlsOptions;
  /** Longest time of a call that is no stream, in milliseconds. Default 30,000. */
  deadlineMs?: number;
}

/** PEM texts. */
export interface TlsOptions {
  /** Who may have signed the server's certificate; absent: the authorities that Node knows. */
  ca?: Buffer;
  /** The client's own, where the server asks for one. */
  cert?: Buffer;
  key?: Buffer;
  /** Takes any certificate. */
  skipVerify?: boolean;
}
