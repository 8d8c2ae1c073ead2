import type { HTTPTask, HTTPTaskHeader } from '@tiphys/engine';
import type { SecretKeySelector } from '@tiphys/spec';
import type { HttpTask as HttpTaskMessage } from '../gen/tiphys/v1/task.ts';
import { withoutUndefined } from './decoding.ts';

export function httpTaskFrom(message: HttpTaskMessage): HTTPTask {
  return withoutUndefined({
    ...message,
    headers: message.headers.map(
      ({ name, value, secretKeyRef }): HTTPTaskHeader =>
        withoutUndefined({
          name,
          value,
          secretKeyRef:
            secretKeyRef === undefined ? undefined : (withoutUndefined(secretKeyRef) as SecretKeySelector),
        }),
    ),
  });
}
