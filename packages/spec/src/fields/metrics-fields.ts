import { ARGO } from './argo-names.ts';
import { honoured, json, list, object, objectType, optionalFlag, text } from './field.ts';

const label = objectType(`${ARGO}MetricLabel`, 'label', [honoured('key', text), honoured('value', text)]);

const gauge = objectType(`${ARGO}Gauge`, 'gauge', [
  honoured('value', text),
  honoured('realtime', optionalFlag),
  honoured('operation', text),
]);

const histogram = objectType(`${ARGO}Histogram`, 'histogram', [
  honoured('value', text),
  honoured('buckets', list(json)),
]);

const counter = objectType(`${ARGO}Counter`, 'counter', [honoured('value', text)]);

const prometheus = objectType(`${ARGO}Prometheus`, 'metric', [
  honoured('name', text, { missing: '' }),
  honoured('labels', list(object(label))),
  honoured('help', text),
  honoured('when', text),
  honoured('gauge', object(gauge)),
  honoured('histogram', object(histogram)),
  honoured('counter', object(counter)),
]);

/** Of workflows and templates. */
export const metrics = honoured(
  'metrics',
  object(objectType(`${ARGO}Metrics`, 'metrics', [honoured('prometheus', list(object(prometheus)))])),
);
