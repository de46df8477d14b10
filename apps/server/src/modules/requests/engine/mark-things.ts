import { serialKey } from '@congvu/forms';
import { markAccounts } from '#modules/accounts';
import { certificateFacts, markEntry } from '#modules/certificates';
import { markMailboxes } from '#modules/mail';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { requestLink } from '../requests.links.ts';
import type { RequestRow } from '../requests.tables.ts';
import { textOf } from './content.ts';

type Mark = 'revoke_requested' | 'active';

const TEXTS: Record<Mark, string> = {
  revoke_requested: 'Đang đề nghị thu hồi',
  active: 'Đề nghị thu hồi không còn hiệu lực, tiếp tục sử dụng',
};

async function markCertificate(tx: Tx, context: Context, row: RequestRow, state: Mark): Promise<void> {
  const key = serialKey(textOf(row.content, 'certificate.serial'));
  const known = (await certificateFacts(tx, { serialKeys: [key] })).bySerial.get(key);
  // One that is lost stays frozen, one that is over stays over; only what is in use is marked, and only a mark is taken back.
  const markable = state === 'active' ? known?.state === 'revoke_requested' : known?.state === 'active';
  if (markable) {
    const link = requestLink(row.id);
    await markEntry(tx, context, { agencyId: row.agency_id, serialKey: key, state, text: TEXTS[state], link });
  }
}

/** The registers show what is being asked for (Mẫu 04, 07, 09), and stop showing it when the request is over without result. */
export async function markThings(tx: Tx, context: Context, row: RequestRow, state: Mark): Promise<void> {
  if (row.nil) {
    return;
  }
  if (row.kind === 'cert.revoke') {
    await markCertificate(tx, context, row, state);
  }
  const rows = row.content.rows ?? [];
  const mark = { agencyId: row.agency_id, state, text: TEXTS[state], link: requestLink(row.id) };
  if (row.kind === 'account.revoke') {
    await markAccounts(tx, context, { ...mark, accountNames: rows.map(({ account }) => account ?? '') });
  }
  if (row.kind === 'mailbox.revoke') {
    await markMailboxes(tx, context, { ...mark, addresses: rows.map(({ mailbox }) => mailbox ?? '') });
  }
}

/** The superior did not do what a sheet asked for: what the register shows as "being revoked" goes on as before. */
export async function releaseSheet(tx: Tx, context: Context, row: RequestRow): Promise<void> {
  await markThings(tx, context, row, 'active');
}
