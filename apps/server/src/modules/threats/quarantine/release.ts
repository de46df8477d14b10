import type { HeldMail } from '@congvu/contracts';
import { record } from '#modules/audit';
import { mayOpen, quarantineDaysOf } from '#modules/mail';
import { clearNotices, notify } from '#modules/notifications';
import { placeMessages } from '#modules/webmail';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { forbidden } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { newId } from '../../../platform/ids.ts';
import { alsoWithin } from '../../../platform/reach.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { centreLink, OWN_LINK } from '../links.ts';
import { membersOfOffice, officeOf, officersOf } from '../office.ts';
import { officePolicies } from '../threats.policy.ts';
import { missing, wrongState } from '../threats.store.ts';
import { threatTables } from '../threats.tables.ts';
import { findHeld, type HeldRow, undecidedCopies } from './held.store.ts';
import { presentHeld, VIRUS_STOPS } from './present-held.ts';

const ASK_LINK = `${centreLink()}?muc=cach-ly`;

async function getHeld(tx: Tx, officeId: string, agencyIds: string[], itemId: string): Promise<HeldRow> {
  const row = await findHeld(tx, { officeId, agencyIds, itemId });
  if (row === undefined) {
    throw missing();
  }
  return row;
}

/** The addressee asks for a mail that was held back; asked twice is asked once. @throws AppError 404 · 409 */
export async function askRelease(context: ActingContext, itemId: string, reason: string): Promise<HeldMail> {
  const { subject, clock } = context;
  const officeId = await officeOf(context.db, subject.agencyId);
  return command(context, async (tx) => {
    const row = await getHeld(tx, officeId, [subject.agencyId], itemId);
    if ((await mayOpen(tx, subject, row.mailboxId, 'anywhere')) === undefined) {
      throw missing();
    }
    const now = clock.now();
    const asked = await rawQuery(
      tx,
      `insert into threat_release (agency_id, id, item_id, mailbox_id, state, asked_by, asked_by_name, asked_agency_id, asked_reason, asked_at)
       values ($1, $2, $3, $4, 'asked', $5, $6, $7, $8, $9) on conflict (agency_id, item_id) do nothing returning 1 as asked`,
      [
        officeId,
        newId(now.getTime()),
        itemId,
        row.mailboxId,
        subject.personId,
        subject.displayName,
        subject.agencyId,
        reason,
        now,
      ],
    );
    if (asked.length === 0) {
      throw wrongState('Đã có người đề nghị mở lại thư này hoặc đã có kết quả.');
    }
    await notify(tx, context, {
      agencyId: officeId,
      personIds: await officersOf(tx, officeId, vietnamDate(now)),
      kind: 'threats.release_asked',
      text: `${subject.displayName} đề nghị mở lại một thư đang cách ly.`,
      link: ASK_LINK,
      reason: 'Phụ trách an toàn thư',
    });
    await record(tx, context, {
      action: 'threats.release_asked',
      agencyId: officeId,
      objectKind: 'threat_release',
      objectId: itemId,
      detail: { reason },
    });
    await publish(tx, { topic: 'threats', agencyId: officeId });
    const held = await getHeld(tx, officeId, [subject.agencyId], itemId);
    const heldDays = await quarantineDaysOf(tx, clock, held.agencyId);
    return presentHeld(held, { subject, officeId, isAddressee: true, heldDays });
  });
}

interface Decision {
  verdict: 'released' | 'refused';
  reason: string;
  /** On every undecided copy of the mail in the office. */
  everywhere?: boolean;
}

/** Takes the decision once: whoever comes second finds it taken. */
async function decide(tx: Tx, context: ActingContext, row: HeldRow, { verdict, reason }: Decision): Promise<void> {
  const { subject, clock } = context;
  const now = clock.now();
  const decided = await rawQuery(
    tx,
    `insert into threat_release (agency_id, id, item_id, mailbox_id, state, decided_by_name, decided_reason, decided_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (agency_id, item_id) do update set state = excluded.state, decided_by_name = excluded.decided_by_name,
       decided_reason = excluded.decided_reason, decided_at = excluded.decided_at where threat_release.state = 'asked'
     returning 1 as decided`,
    [subject.agencyId, newId(now.getTime()), row.itemId, row.mailboxId, verdict, subject.displayName, reason, now],
  );
  if (decided.length === 0) {
    throw wrongState('Thư này đã có kết quả.');
  }
}

async function tellAsker(tx: Tx, context: ActingContext, itemId: string, { verdict, reason }: Decision) {
  const row = await threatTables(tx)
    .selectFrom('threat_release')
    .select(['asked_by', 'asked_agency_id'])
    .where('agency_id', '=', context.subject.agencyId)
    .where('item_id', '=', itemId)
    .executeTakeFirst();
  if (row?.asked_by != null && row.asked_agency_id !== null) {
    await notify(tx, context, {
      agencyId: row.asked_agency_id,
      personIds: [row.asked_by],
      kind: 'threats.release_decided',
      text:
        verdict === 'released'
          ? `Thư cách ly đã được mở lại và chuyển vào hộp thư đến: ${reason}`
          : `Thư cách ly không được mở lại: ${reason}`,
      link: `${OWN_LINK}?muc=cach-ly`,
      reason: 'Đã đề nghị mở lại thư',
    });
  }
}

async function decideCopy(tx: Tx, context: ActingContext, row: HeldRow, given: Decision): Promise<void> {
  const { verdict, reason } = given;
  await decide(tx, context, row, given);
  if (verdict === 'released') {
    const placed = { messageIds: [row.messageId], mailboxIds: [row.mailboxId], reason };
    await alsoWithin('guided', [row.agencyId], () => placeMessages(tx, context, { ...placed, placement: 'inbox' }));
  }
  await tellAsker(tx, context, row.itemId, given);
  await record(tx, context, {
    action: `threats.${verdict}`,
    agencyId: context.subject.agencyId,
    objectKind: 'threat_release',
    objectId: row.itemId,
    detail: { reason, messageId: row.messageId },
  });
}

/**
 * The officer lets a held mail through or keeps it, from one mailbox or from every one in the office that it was sent to. What holds a
 * virus is never let through. Of copies that somebody decided on before, that decision stands.
 * @throws AppError 403 · 404 · 409 `threats.wrong_state`
 */
export async function decideRelease(context: ActingContext, itemId: string, given: Decision): Promise<HeldMail> {
  const { subject, clock } = context;
  const officeId = subject.agencyId;
  officePolicies.authorize('threats.decide_release', subject, { officeId });
  return command(context, async (tx) => {
    const agencyIds = (await membersOfOffice(tx, officeId)).map((agency) => agency.id);
    const row = await getHeld(tx, officeId, agencyIds, itemId);
    if (given.verdict === 'released' && row.infected !== null) {
      throw forbidden(VIRUS_STOPS, 'threats.release.forbidden');
    }
    await decideCopy(tx, context, row, given);
    if (given.everywhere === true) {
      for (const copy of await undecidedCopies(tx, { officeId, agencyIds, messageId: row.messageId })) {
        await decideCopy(tx, context, copy, given);
      }
    }
    await clearNotices(tx, { agencyId: officeId, link: ASK_LINK });
    await publish(tx, { topic: 'threats', agencyId: officeId });
    const heldDays = await quarantineDaysOf(tx, clock, row.agencyId);
    const held = await getHeld(tx, officeId, agencyIds, itemId);
    return presentHeld(held, { subject, officeId, isAddressee: false, heldDays });
  });
}
