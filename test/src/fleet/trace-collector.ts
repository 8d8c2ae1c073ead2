import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { ProtoFields } from './proto-fields.ts';

export interface CollectedSpan {
  service: string;
  name: string;
  traceId: string;
  spanId: string;
  /** Empty for the first of a trace. */
  parentSpanId: string;
  attributes: ReadonlyMap<string, string | number>;
}

/** An OpenTelemetry collector: takes what is sent by OTLP over HTTP as protocol buffers, and keeps the spans. */
export class TraceCollector {
  readonly spans: CollectedSpan[] = [];
  /** What came to which path, as often as it came. */
  readonly paths: string[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      void this.#take(request).then(
        () => response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end(),
        () => response.writeHead(400).end(),
      );
    });
  }

  static async start(): Promise<TraceCollector> {
    const collector = new TraceCollector();
    collector.#server.listen(0, '127.0.0.1');
    await once(collector.#server, 'listening');
    return collector;
  }

  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  get url(): string {
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #take(request: IncomingMessage): Promise<void> {
    const body = await buffer(request);
    this.paths.push(request.url ?? '');
    if (request.url === '/v1/traces') this.spans.push(...spansOf(body));
  }
}

/** Field numbers are those of opentelemetry/proto/trace/v1/trace.proto. */
function spansOf(body: Buffer): CollectedSpan[] {
  return new ProtoFields(body).messages(1).flatMap((resourceSpans) => {
    const [resource] = resourceSpans.messages(1);
    const service = String(attributesOf(resource?.messages(1) ?? []).get('service.name') ?? '');
    const spans = resourceSpans.messages(2).flatMap((scopeSpans) => scopeSpans.messages(2));
    return spans.map((span) => ({
      service,
      name: span.text(5),
      traceId: span.hex(1),
      spanId: span.hex(2),
      parentSpanId: span.hex(4),
      attributes: attributesOf(span.messages(9)),
    }));
  });
}

function attributesOf(pairs: readonly ProtoFields[]): Map<string, string | number> {
  return new Map(
    pairs.map((pair) => {
      const [value] = pair.messages(2);
      return [pair.text(1), value?.text(1) || (value?.number(3) ?? 0)];
    }),
  );
}
