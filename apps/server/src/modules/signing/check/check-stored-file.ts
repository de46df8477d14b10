import type { SignatureCheck } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { newId } from '../../../platform/ids.ts';
import { inspectPdf } from '../judge/judge-pdf.ts';
import { findStoredCheck, insertCheck, KEPT_MS } from './check.store.ts';
import { presentCheck, revisionEnds } from './present-check.ts';

export interface StoredFileToCheck {
  agencyId: string;
  /** SHA-256 of the blob. */
  fileSha256: string;
  /** Shown on the report. */
  name: string;
}

/** Certificates end and are revoked: an answer shown again is at most this old. */
const FRESH_MS = 10 * 60_000;

/**
 * The same answer on the page of a document the caller has already let the person see; its links are the person's own for an
 * hour. Nothing of the document changes, so there is nothing to audit.
 */
export async function checkStoredFile(context: ActingContext, file: StoredFileToCheck): Promise<SignatureCheck> {
  const now = context.clock.now();
  const known = await findStoredCheck(context, file.fileSha256);
  const isFresh = known !== undefined && known.expires_at.getTime() - KEPT_MS + FRESH_MS > now.getTime();
  if (isFresh && known.agency_id === file.agencyId && known.answer.fileName === file.name) {
    return known.answer;
  }
  const bytes = await context.blobs.readBytes(file.fileSha256);
  const judgement = await inspectPdf(context, { agencyId: file.agencyId, bytes, at: now });
  const id = newId(now.getTime());
  const checked = { id, fileName: file.name, size: bytes.length, sha256: file.fileSha256, checkedAt: now };
  const answer = presentCheck(checked, judgement);
  await insertCheck(context.db, {
    agency_id: context.subject.agencyId,
    id,
    person_id: context.subject.personId,
    source: 'stored',
    sha256: file.fileSha256,
    answer,
    revision_ends: revisionEnds(judgement),
    expires_at: new Date(now.getTime() + KEPT_MS),
  });
  return answer;
}
