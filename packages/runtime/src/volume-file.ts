/** A file that a volume begins with: an entry of a ConfigMap or Secret. */
export interface VolumeFile {
  /** Relative, without `..`. */
  path: string;
  mode: number;
  data: Uint8Array;
}

/** A login at registries, as a Secret of type kubernetes.io/dockerconfigjson holds it. */
export interface ImageLogin {
  /** As `docker login` writes it: `ghcr.io`, `https://index.docker.io/v1/`. */
  registry: string;
  username: string;
  password: string;
}
