import type { Artifact } from './artifact.ts';

/** Lists the objects of a place, and makes another list of them; the list, as JSON, becomes the node's result. */
export interface DataTemplate {
  source: DataSource;
  /** One after the other, each on what the one before has made. */
  transformation?: TransformationStep[];
}

export interface DataSource {
  /** The place whose objects are listed: all whose key lies below its key. */
  artifactPaths?: Artifact;
}

export interface TransformationStep {
  /** In expr-lang; what is there so far is `data`. */
  expression?: string;
}
