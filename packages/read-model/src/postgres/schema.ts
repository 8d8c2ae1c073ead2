import type { Workflow } from '@tiphys/spec';
import type { ColumnType, Kysely } from 'kysely';
import type { NodeRow } from '../node-row.ts';
import type { WorkflowChange } from '../workflow-change.ts';
import type { WorkflowRow } from '../workflow-row.ts';

/** All tables are in a schema of their own, so that the read side can be dropped whole. */
export const SCHEMA = 'read_model';

/** The projection's name in the table of positions. */
export const PROJECTION = 'workflows';

/** A column that is only written by the batch operations, as text. */
type Json<T> = ColumnType<T, string, string>;

export interface ReadModelDatabase {
  projection: { name: string; version: number };
  workflow: {
    uid: string;
    namespace: string;
    name: string;
    created_version: number;
    version: number;
    phase: string;
    /** The object's labels, those that follow the phase included. */
    labels: Json<Record<string, string>>;
    /** 0: it is there. */
    deleted_at: number;
    manifest: Json<Workflow | null>;
    row: Json<WorkflowRow>;
  };
  workflow_node: { uid: string; node_id: string; ordinal: number; node: Json<NodeRow> };
  archived_workflow: {
    uid: string;
    namespace: string;
    name: string;
    phase: string;
    labels: Json<Record<string, string>>;
    /** Version of the transition that ended it. */
    version: number;
    started_at: number;
    finished_at: number;
    manifest: Json<Workflow | null>;
    row: Json<WorkflowRow>;
  };
  archived_node: { uid: string; node_id: string; ordinal: number; node: Json<NodeRow> };
  archive_deletion: { uid: string; version: number };
  workflow_change: { version: number; previous: number; change: Json<WorkflowChange> };
}

/** A connection pool, or a transaction of it. */
export type Database = Kysely<ReadModelDatabase>;
