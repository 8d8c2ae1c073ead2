import { type GrpcService, grpcService } from '@tiphys/service-kit';
import { ArtifactServiceService } from '@tiphys/wire/tiphys';
import type { ApiPorts } from '../ports.ts';
import { readArtifactParts } from '../read-artifact.ts';

/** A message is kept well below what a client takes. */
const PART_BYTES = 256 * 1024;

/** The artifacts of workflows. */
export function artifactService(ports: ApiPorts): GrpcService {
  return grpcService(ArtifactServiceService, {
    readArtifact: async function* (request, { signal }) {
      for await (const { file, data } of readArtifactParts(ports, request, signal)) {
        if (file !== undefined) yield { file, data: Buffer.alloc(0) };
        for (let at = 0; at < data.length; at += PART_BYTES) {
          yield { data: Buffer.from(data.subarray(at, at + PART_BYTES)) };
        }
      }
    },
  });
}
