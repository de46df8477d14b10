import type { TimestampAuthority } from '@congvu/pki';
import { PadesError } from '../errors.ts';
import { addEvidence } from './add-evidence.ts';
import { assertIntact } from './assert-intact.ts';
import { asOpenBase, type SigningBase } from './base.ts';
import { collectEvidence, type EvidenceRequest } from './collect-evidence.ts';
import { addDocumentTimestamp } from './document-timestamp.ts';
import type { SignatureLevel } from './plan.ts';
import { isStamped, signatoriesOf } from './signers-of.ts';

export interface RaiseRequest extends EvidenceRequest {
  to: Exclude<SignatureLevel, 'B'>;
  tsa: TimestampAuthority;
}

export interface RaisedLevel {
  /** The bytes to append, all revisions together; none when the document is there already. */
  tail: Uint8Array;
  level: SignatureLevel;
}

interface Raising {
  base: SigningBase;
  tails: Uint8Array[];
}

function append(raising: Raising, tail: Uint8Array): void {
  if (tail.length > 0) {
    raising.base = raising.base.append(tail);
    raising.tails.push(tail);
  }
}

async function addTime(raising: Raising, { tsa }: RaiseRequest): Promise<void> {
  if (!isStamped(asOpenBase(raising.base).file)) {
    append(raising, await addDocumentTimestamp(raising.base, { tsa }));
  }
}

/** Evidence about the authorities of all timestamps so far comes with it: nothing can be added for them later. */
async function keepEvidence(raising: Raising, request: RaiseRequest): Promise<void> {
  append(raising, addEvidence(raising.base, await collectEvidence(raising.base, request)));
}

/**
 * Lifts all signatures of a document to a level, from whatever they have; what is there is not added twice. `LTA` always ends
 * with a new document timestamp, so calling it again renews the archive: evidence of the old timestamp authority first, then
 * the new timestamp (before its certificate ends or its algorithm weakens).
 * @throws PkiError `pki.tsp_*`, `pki.revocation_*`
 * @throws PadesError `pades.unsigned`, `pades.revoked`, `pades.evidence`, `pades.already_invalid`, `pades.already_changed`,
 * and as `prepareSignature` for the file
 * @example
 * const { tail } = await raiseLevel(pdf, { to: 'LT', tsa, trust, source: (anchor) => sourceOf(anchor), at: new Date() });
 */
export async function raiseLevel(pdf: Uint8Array | SigningBase, request: RaiseRequest): Promise<RaisedLevel> {
  const base = asOpenBase(pdf);
  if (signatoriesOf(base.file).length === 0) {
    throw new PadesError('pades.unsigned', 'Tệp chưa có chữ ký nào để nâng mức.');
  }
  assertIntact(base.file);
  const raising: Raising = { base, tails: [] };
  await addTime(raising, request);
  if (request.to !== 'T') {
    await keepEvidence(raising, request);
  }
  if (request.to === 'LTA') {
    append(raising, await addDocumentTimestamp(raising.base, request));
  }
  return { tail: Buffer.concat(raising.tails), level: request.to };
}
