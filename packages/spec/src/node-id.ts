/** FNV-1a with 32 bits over the UTF-8 bytes, as Go's hash/fnv computes it. */
export function fnv1a32(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new Utf8Bytes(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}

/** Argo's node id: the workflow's name for the root, else `<workflow>-<hash of the node's name>` (NodeID). */
export function nodeId(workflowName: string, nodeName: string): string {
  return nodeName === workflowName ? workflowName : `${workflowName}-${fnv1a32(nodeName)}`;
}

const MAX_RESOURCE_NAME = 253;
/** Room for the hyphen and the hash, as Argo reserves it. */
const HASH_LENGTH = 10;
const MAX_PREFIX = MAX_RESOURCE_NAME - HASH_LENGTH - 1;

/**
 * Argo's pod name, version 2 (GeneratePodName): the workflow's name for the root, else
 * `<workflow>-<template>-<hash>`, the prefix cut to what Kubernetes allows. The hash is taken from the node's id,
 * which is the same number unless the id had to make way for another node's.
 */
export function podName(workflowName: string, nodeName: string, templateName: string, id: string): string {
  if (nodeName === workflowName) return workflowName;
  const prefix = nodeName.includes('.inline') ? workflowName : `${workflowName}-${templateName}`;
  return `${prefix.slice(0, MAX_PREFIX)}-${id.slice(workflowName.length + 1)}`;
}

/** The UTF-8 bytes of a text; the pure packages have no TextEncoder. Lone surrogates count as U+FFFD, as in Go. */
class Utf8Bytes {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  *[Symbol.iterator](): Iterator<number> {
    for (const character of this.#text.toWellFormed()) {
      const code = character.codePointAt(0) ?? 0;
      if (code < 0x80) yield code;
      else if (code < 0x800) yield* [0xc0 | (code >> 6), tail(code)];
      else if (code < 0x10000) yield* [0xe0 | (code >> 12), tail(code >> 6), tail(code)];
      else yield* [0xf0 | (code >> 18), tail(code >> 12), tail(code >> 6), tail(code)];
    }
  }
}

function tail(code: number): number {
  return 0x80 | (code & 0x3f);
}
