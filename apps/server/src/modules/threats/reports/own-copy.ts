import { mayOpen } from '#modules/mail';
import { bringBack, setAside } from '#modules/webmail';
import type { ActingContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { alsoWithin } from '../../../platform/reach.ts';
import type { MailFacts } from '../mail-facts.ts';
import type { Key } from '../threats.store.ts';
import { threatTables } from '../threats.tables.ts';

type OwnCopy = Pick<MailFacts, 'agencyId' | 'mailboxId' | 'itemId'>;

/** Out of the inbox; what opens in a mail program the person puts away there. */
export async function putAside(tx: Tx, context: ActingContext, mail: OwnCopy): Promise<boolean> {
  const opensHere = (await mayOpen(tx, context.subject, mail.mailboxId)) !== undefined;
  return opensHere && setAside(tx, context, mail);
}

/** Called forged it is read and out of the reporter's inbox; called genuine after all it is back. */
export async function moveOwnCopy(
  tx: Tx,
  context: ActingContext,
  mail: OwnCopy,
  report: { officeId: string; id: string; kind: 'forged' | 'genuine' },
): Promise<void> {
  if (report.kind === 'genuine') {
    await bringBackOf(tx, context, { agencyId: report.officeId, reportId: report.id });
    return;
  }
  if (await putAside(tx, context, mail)) {
    await threatTables(tx)
      .updateTable('threat_report')
      .set({ set_aside: true })
      .where('agency_id', '=', report.officeId)
      .where('id', '=', report.id)
      .execute();
  }
}

/** Copies that reports have put into bins go back: of one report, or of all of a cluster. */
export async function bringBackOf(
  tx: Tx,
  context: ActingContext,
  which: { agencyId: string } & ({ reportId: string } | { cluster: Key }),
): Promise<void> {
  const update = threatTables(tx)
    .updateTable('threat_report')
    .set({ set_aside: false })
    .where('agency_id', '=', which.agencyId)
    .where('set_aside', '=', true);
  const own =
    'reportId' in which ? update.where('id', '=', which.reportId) : update.where('cluster_id', '=', which.cluster.id);
  const rows = await own.returning(['reporter_agency_id', 'mailbox_id', 'email_id']).execute();
  const copies = rows.map((row) => ({
    agencyId: row.reporter_agency_id,
    mailboxId: row.mailbox_id,
    itemId: row.email_id,
  }));
  const agencyIds = copies.map((copy) => copy.agencyId);
  await alsoWithin('guided', agencyIds, () => bringBack(tx, context, copies));
}
