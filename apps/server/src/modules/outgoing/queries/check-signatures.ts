import type { SignatureCheck } from '@congvu/contracts';
import { checkStoredFile } from '#modules/signing';
import type { ActingContext } from '../../../platform/context.ts';
import { outgoingTitle } from '../outgoing.notices.ts';
import { readVisible } from '../purposes/purpose-parts.ts';

/** The full answer on the page as it stands, for its marks and its report. */
export async function checkOutgoingSignatures(context: ActingContext, id: string): Promise<SignatureCheck> {
  const { row, document } = await readVisible(context, id);
  return checkStoredFile(context, {
    agencyId: row.agency_id,
    fileSha256: row.current_sha256,
    name: `${outgoingTitle(document).slice(0, 120)}.pdf`,
  });
}
