import { ARGO, CORE } from './argo-names.ts';
import { flag, honoured, list, object, objectType, optionalFlag, raw, text } from './field.ts';

const configMapKeySelector = objectType(`${CORE}ConfigMapKeySelector`, 'selector', [
  honoured('name', text),
  honoured('key', text, { always: '', missing: '' }),
  honoured('optional', optionalFlag),
]);

const databaseRef = objectType(`${ARGO}SyncDatabaseRef`, 'reference', [
  honoured('key', text, { always: '', missing: '' }),
]);

const semaphoreRef = objectType(`${ARGO}SemaphoreRef`, 'semaphore', [
  honoured('configMapKeyRef', object(configMapKeySelector)),
  honoured('namespace', text),
  honoured('database', object(databaseRef)),
]);

const mutex = objectType(`${ARGO}Mutex`, 'mutex', [
  honoured('name', text),
  honoured('namespace', text),
  honoured('database', flag),
]);

const synchronizationType = objectType(`${ARGO}Synchronization`, 'synchronization', [
  honoured('semaphores', list(object(semaphoreRef))),
  honoured('mutexes', list(object(mutex))),
]);

/** Of a workflow and of a template. */
export const synchronization = honoured('synchronization', object(synchronizationType));

const localObjectReference = objectType(`${CORE}LocalObjectReference`, 'reference', [honoured('name', text)]);

const cache = objectType(`${ARGO}Cache`, 'cache', [honoured('configMap', object(localObjectReference))]);

const memoizeType = objectType(`${ARGO}Memoize`, 'memoization', [
  honoured('key', text, { always: '', missing: '' }),
  honoured('cache', object(cache)),
  honoured('maxAge', text, { always: '' }),
]);

export const memoize = honoured('memoize', object(memoizeType));

export const memoizationStatus = honoured(
  'memoizationStatus',
  object(
    objectType(`${ARGO}MemoizationStatus`, 'status', [
      honoured('hit', raw, { always: false }),
      honoured('key', text, { always: '' }),
      honoured('cacheName', text, { always: '' }),
    ]),
  ),
);

/** Of a node. */
export const synchronizationStatus = honoured(
  'synchronizationStatus',
  object(objectType(`${ARGO}NodeSynchronizationStatus`, 'status', [honoured('waiting', text)])),
);

const mutexHolding = objectType(`${ARGO}MutexHolding`, 'holding', [
  honoured('mutex', text),
  honoured('holder', text),
]);

const semaphoreHolding = objectType(`${ARGO}SemaphoreHolding`, 'holding', [
  honoured('semaphore', text),
  honoured('holders', list(text)),
]);

const mutexStatus = objectType(`${ARGO}MutexStatus`, 'status', [
  honoured('holding', list(object(mutexHolding))),
  honoured('waiting', list(object(mutexHolding))),
]);

const semaphoreStatus = objectType(`${ARGO}SemaphoreStatus`, 'status', [
  honoured('holding', list(object(semaphoreHolding))),
  honoured('waiting', list(object(semaphoreHolding))),
]);

/** Of a workflow: of itself and of its nodes. */
export const workflowSynchronizationStatus = honoured(
  'synchronization',
  object(
    objectType(`${ARGO}SynchronizationStatus`, 'status', [
      honoured('semaphore', object(semaphoreStatus)),
      honoured('mutex', object(mutexStatus)),
    ]),
  ),
);
