import {
  type Context,
  context,
  type Tracer as OtelTracer,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { parseTraceParent } from '@opentelemetry/core';
import { errorRecord } from '../error-record.ts';
import type { Tracer } from '../tracer.ts';

/** Spans of OpenTelemetry behind the port. */
export function openTelemetryTracer(tracer: OtelTracer): Tracer {
  return {
    span: async (name, traceparent, run, attributes = {}) => {
      const parent = parentContext(traceparent);
      const remote = trace.getSpanContext(parent)?.isRemote === true;
      const kind = remote ? SpanKind.SERVER : SpanKind.INTERNAL;
      const span = tracer.startSpan(name, { kind, attributes: { ...attributes } }, parent);
      try {
        return await context.with(trace.setSpan(parent, span), () => run(traceparentOf(span)));
      } catch (error) {
        recordError(span, error);
        throw error;
      } finally {
        span.end();
      }
    },
  };
}

/** A text that is no traceparent starts a new trace, as W3C Trace Context asks. */
function parentContext(traceparent: string): Context {
  if (traceparent === '') return context.active();
  const parsed = parseTraceParent(traceparent);
  return parsed === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, { ...parsed, isRemote: true });
}

function traceparentOf(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}

function recordError(span: Span, error: unknown): void {
  const { message, code, name } = errorRecord(error);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
  span.setAttribute('error.type', String(code ?? name));
}
