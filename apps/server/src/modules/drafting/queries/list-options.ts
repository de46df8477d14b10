import type { DraftOptions } from '@congvu/contracts';
import { DOCUMENT_TYPES } from '@congvu/nd30';
import { listRecipientGroups } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { getDocumentType } from '../letter/document-types.ts';
import { listSigners, signerOption } from '../letter/signing-block.ts';

/** What the editor offers; who may sign depends on the type, since orders and authorisations may be limited to some. */
export async function listOptions(context: ActingContext, documentType: string): Promise<DraftOptions> {
  const { agencyId } = context.subject;
  const type = getDocumentType(documentType);
  const [signers, groups] = await Promise.all([
    listSigners(context.db, context, agencyId, type.code),
    listRecipientGroups(context.db, agencyId, vietnamDate(context.clock.now())),
  ]);
  return {
    types: DOCUMENT_TYPES.map(({ code, name, symbol }) => ({ code, name, symbol })),
    signers: signers.map(signerOption),
    groups: groups.map((group) => ({
      group: group.key,
      label: group.name,
      agencies: group.agencies.map(({ agencyId: id, name }) => ({ agencyId: id, name })),
    })),
  };
}
