import type { ActingContext } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { OpenBox } from '../box/open-box.ts';
import type { DraftRow } from '../compose/draft.store.ts';
import { readMailApart } from '../reading/read-apart.ts';

const MAX_REFERENCES = 20;

/** In-Reply-To and References of an answer (RFC 5322 3.6.4); a passing on begins a conversation of its own. */
export async function sourceIds(
  context: ActingContext,
  box: OpenBox,
  draft: DraftRow,
): Promise<{ inReplyTo?: string; references?: string[] }> {
  if (draft.source_item_id === null || draft.kind === 'forward') {
    return {};
  }
  const [row] = await rawQuery<{ raw_sha256: string; message_id_header: string }>(
    context.db,
    `select message.raw_sha256, message.message_id_header from mail_item item join mail_message message on message.id = item.message_id
     where item.agency_id = $1 and item.mailbox_id = $2 and item.id = $3`,
    [box.agencyId, box.mailboxId, draft.source_item_id],
  );
  if (row === undefined || row.message_id_header === '') {
    return {};
  }
  const { references } = await readMailApart(await context.blobs.readBytes(row.raw_sha256));
  const own = row.message_id_header;
  return { inReplyTo: own, references: [...references.slice(-MAX_REFERENCES), own] };
}
