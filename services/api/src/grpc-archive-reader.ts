import type { Clock } from '@tiphys/clock';
import type { Workflow } from '@tiphys/spec';
import type {
  GetArchivedWorkflowResponse,
  ListArchivedLabelsResponse,
  ListArchivedWorkflowsResponse,
  StatusServiceClient,
} from '@tiphys/wire/tiphys';
import { ApiError } from './errors.ts';
import { asApiError, askStatus, isNotFound, parseJson } from './status-call.ts';
import type { ArchiveQuery, ArchiveReader } from './status-reader.ts';

/** The archive of the status service over gRPC. */
export class GrpcArchiveReader implements ArchiveReader {
  readonly #client: StatusServiceClient;
  readonly #clock: Clock;

  constructor(client: StatusServiceClient, clock: Clock) {
    this.#client = client;
    this.#clock = clock;
  }

  async get(key: { uid: string } | { namespace: string; name: string }): Promise<Workflow | undefined> {
    const request = { uid: '', namespace: '', name: '', ...key };
    try {
      const { workflow } = await askStatus<GetArchivedWorkflowResponse>(
        this.#clock,
        (metadata, options, done) => this.#client.getArchivedWorkflow(request, metadata, options, done),
      );
      return parseJson<Workflow>(workflow);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw asApiError(error);
    }
  }

  async list(query: ArchiveQuery): Promise<{ workflows: Workflow[]; remaining: number }> {
    try {
      const { workflows, remaining } = await askStatus<ListArchivedWorkflowsResponse>(
        this.#clock,
        (metadata, options, done) => this.#client.listArchivedWorkflows(query, metadata, options, done),
      );
      return { workflows: workflows.map((json) => parseJson<Workflow>(json)), remaining };
    } catch (error) {
      throw asApiError(error);
    }
  }

  async delete(uid: string): Promise<void> {
    try {
      await askStatus(this.#clock, (metadata, options, done) =>
        this.#client.deleteArchivedWorkflow({ uid }, metadata, options, done),
      );
    } catch (error) {
      if (isNotFound(error)) throw new ApiError('not_found', 'not found', { cause: error });
      throw asApiError(error);
    }
  }

  async labels(key: string): Promise<string[]> {
    try {
      const { items } = await askStatus<ListArchivedLabelsResponse>(this.#clock, (metadata, options, done) =>
        this.#client.listArchivedLabels({ key }, metadata, options, done),
      );
      return items;
    } catch (error) {
      throw asApiError(error);
    }
  }
}
