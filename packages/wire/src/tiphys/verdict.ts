import type { RejectionCode } from '@tiphys/engine';
import { CommandVerdict } from '../gen/tiphys/v1/command.ts';
import { decoding, oneOf } from './decoding.ts';
import { REJECTION_CODES } from './words.ts';

/** What the scheduler says of a command; the event log's Verdict. */
export interface VerdictOnWire {
  commandId: string;
  /** Undefined: accepted. */
  rejection: { code: RejectionCode; message: string } | undefined;
  version: number;
}

export function encodeVerdict(verdict: VerdictOnWire): Uint8Array {
  return CommandVerdict.encode({
    commandId: verdict.commandId,
    rejection: verdict.rejection?.code ?? '',
    message: verdict.rejection?.message ?? '',
    version: verdict.version,
  }).finish();
}

/** @throws WireError where the bytes are no verdict, or one that this version does not know. */
export function decodeVerdict(bytes: Uint8Array): VerdictOnWire {
  return decoding('tiphys.v1.CommandVerdict', () => {
    const { commandId, rejection, message, version } = CommandVerdict.decode(bytes);
    if (rejection === '') return { commandId, rejection: undefined, version };
    return {
      commandId,
      rejection: { code: oneOf(REJECTION_CODES, rejection, 'rejection'), message },
      version,
    };
  });
}
