import { idleMailboxes, type MailboxRow } from '#modules/mail';
import { rowsUnderWay } from '#modules/requests';
import { type Context, type Services, systemContext } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { closeProposal, openProposal, type ProposalRow, tellOf } from '../open-proposal.ts';
import { todayOf } from '../people.ts';
import { listOpen } from '../proposals.store.ts';
import { hostedAgencies } from './agency-things.ts';
import { followList, type ListWords, quarterOf, stepOf } from './follow-list.ts';
import { inSweep } from './in-sweep.ts';

/** Named in the sentence; the rest is counted. */
const NAMED = 5;

interface Wanted {
  agencyId: string;
  days: number;
  /** In the order of the register. */
  mailboxes: MailboxRow[];
}

/** Whoever leaves is asked about as a whole: the mailbox goes with the hand-over. */
async function handedOver(db: Db | Tx, agencyId: string): Promise<Set<string>> {
  const rows = await rawQuery<{ id: string }>(
    db,
    `select person_id::text as id from hand_over where agency_id = $1 and state = 'open'
     union select detail ->> 'leaverId' from proposal where agency_id = $1 and kind = 'hand_over' and state = 'open'`,
    [agencyId],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Idle mailboxes nobody is asking to revoke yet. */
export async function mailboxesToRevoke(db: Db | Tx, context: Context, agencyId: string): Promise<Wanted> {
  const { days, mailboxes } = await idleMailboxes(db, context.clock, agencyId);
  if (mailboxes.length === 0) {
    return { agencyId, days, mailboxes };
  }
  const asked = await rowsUnderWay(db, { agencyId, kind: 'mailbox.revoke' });
  const known = new Set(asked.map(({ row }) => (row['mailbox'] ?? '').trim().toLowerCase()));
  const leaving = await handedOver(db, agencyId);
  const free = mailboxes.filter(
    ({ address_key, short_key, person_id }) =>
      !(known.has(address_key) || known.has(short_key) || (person_id !== null && leaving.has(person_id))),
  );
  return { agencyId, days, mailboxes: free };
}

function wordsOf({ days, mailboxes }: Wanted): ListWords {
  const names = mailboxes.slice(0, NAMED).map(({ address }) => address);
  const more = mailboxes.length > NAMED ? ` và ${mailboxes.length - NAMED} hộp thư khác` : '';
  return {
    sentence: `${mailboxes.length} hộp thư không dùng quá ${days} ngày: ${names.join(', ')}${more}.`,
    reason:
      'Hộp thư không dùng thì tạm ngừng và đề nghị thu hồi (Mẫu số 09; QCVN 12:2026/BCA; Công văn, mục 4). Người nghỉ thai sản, đi học, ốm dài ngày thì bỏ qua đề xuất, ghi lý do và ngày nhắc lại.',
  };
}

function idsOf({ mailboxes }: Wanted): string[] {
  return mailboxes.map(({ id }) => id);
}

async function begin(context: Context, wanted: Wanted): Promise<void> {
  await inSweep(context, async (tx) => {
    const row = await openProposal(tx, context, {
      agencyId: wanted.agencyId,
      kind: 'revoke_mailbox',
      about: `mailboxes:${quarterOf(todayOf(context))}`,
      // Rows that are being asked for already are left out, so that a used proposal may follow a used one.
      again: true,
      ...wordsOf(wanted),
      dueOn: null,
      tone: 'amber',
      prepares: ['mailbox.revoke'],
      detail: { mailboxIds: idsOf(wanted) },
      step: stepOf(idsOf(wanted)),
    });
    if (row !== undefined) {
      await tellOf(tx, context, row, { head: true });
    }
  });
}

async function follow(context: Context, open: ProposalRow, wanted: Wanted): Promise<void> {
  await followList(context, open, idsOf(wanted), async () => ({
    ...wordsOf(wanted),
    detail: { mailboxIds: idsOf(wanted) },
  }));
}

async function agenciesWithMailboxes(db: Db): Promise<string[]> {
  const rows = await rawQuery<{ id: string }>(
    db,
    `select distinct agency_id as id from mailbox where kind = 'person' and state in ('active', 'suspended') order by 1`,
    [],
  );
  return rows.map(({ id }) => id);
}

/** Mailboxes nobody uses (R22): one proposal an agency, to its clerks and head; a person makes the Mẫu 09 of it and sends it. */
export async function proposeMailboxes(services: Services): Promise<void> {
  const context = systemContext(services);
  const { db } = services;
  const hosted = await hostedAgencies(db, todayOf(context));
  const open = new Map((await listOpen(db, ['revoke_mailbox'])).map((row) => [row.agency_id, row]));
  for (const agencyId of (await agenciesWithMailboxes(db)).filter((id) => hosted.has(id))) {
    const wanted = await mailboxesToRevoke(db, context, agencyId);
    const standing = open.get(agencyId);
    if (wanted.mailboxes.length > 0) {
      open.delete(agencyId);
      await (standing === undefined ? begin(context, wanted) : follow(context, standing, wanted));
    }
  }
  for (const row of open.values()) {
    const why = 'Các hộp thư đã được dùng lại hoặc đang thu hồi.';
    await inSweep(context, (tx) => closeProposal(tx, context, row, { state: 'dismissed', why }));
  }
}
