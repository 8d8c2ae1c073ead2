import type { TiphysClient } from '@tiphys/client';
import type { Corpus, WorkflowRow } from '../corpus.ts';

/** Puts there what a row needs besides its own workflows: templates of other rows, ConfigMaps. */
export async function provideObjects(
  _client: TiphysClient,
  _corpus: Corpus,
  _row: WorkflowRow,
  _namespace: string,
): Promise<void> {}
