import type { HandOverView, StartHandOver } from '@congvu/contracts';
import type { z } from 'zod';
import { notify } from '#modules/notifications';
import { findAgency, type PositionView } from '#modules/org';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict, invalid, notFound } from '../../../platform/errors.ts';
import { newId } from '../../../platform/ids.ts';
import { printDay } from '../../../platform/print-dates.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { shiftDay } from '../ladder.ts';
import { postHere, todayOf } from '../people.ts';
import { REASON_LABELS } from './choices.ts';
import { handOverDeskPolicies } from './hand-overs.policy.ts';
import { presentHandOver } from './hand-overs.presenter.ts';
import { type HandOverRow, handOverLink, insertHandOver, recordHandOver } from './hand-overs.store.ts';

type Wanted = z.output<typeof StartHandOver>;

/** Somebody may have left before anybody wrote it down, or tell half a year ahead; more is a slip of the pen. */
const BACK_DAYS = 365;
const AHEAD_DAYS = 370;

function assertLastDay(lastDay: string, today: string): void {
  if (lastDay < shiftDay(today, -BACK_DAYS) || lastDay > shiftDay(today, AHEAD_DAYS)) {
    const message = `Ngày làm việc cuối (${printDay(lastDay)}) phải trong vòng một năm trước hoặc sau hôm nay. Kiểm tra lại ngày.`;
    throw invalid('proposals.last_day', message, [{ path: 'lastDay', message }]);
  }
}

async function findLeaver(tx: Tx, agencyId: string, personId: string): Promise<{ fullName: string }> {
  const [person] = await rawQuery<{ fullName: string }>(
    tx,
    `select full_name as "fullName" from org_person where agency_id = $1 and id = $2`,
    [agencyId, personId],
  );
  if (person === undefined) {
    throw notFound('proposals.not_found', 'Không tìm thấy người này trong cơ quan. Chọn lại trong danh sách cán bộ.');
  }
  return person;
}

async function destinationName(tx: Tx, body: Wanted): Promise<string> {
  const agency = body.destinationAgencyId === undefined ? undefined : await findAgency(tx, body.destinationAgencyId);
  return agency?.name ?? body.destinationName;
}

function assertDestination(body: Wanted, name: string): void {
  if (body.reason === 'transferred' && name === '') {
    const message = 'Chuyển công tác thì ghi cơ quan chuyển đến: Mẫu 03 cần tên cơ quan mới.';
    throw invalid('platform.invalid_input', message, [{ path: 'destinationName', message }]);
  }
}

/** The post on the last day, or today's: titles and unit as the lists will print them. */
async function lastPost(tx: Tx, context: ActingContext, body: Wanted): Promise<PositionView | undefined> {
  const person = { agencyId: context.subject.agencyId, personId: body.personId };
  return (
    (await postHere(tx, { ...person, on: todayOf(context) })) ?? (await postHere(tx, { ...person, on: body.lastDay }))
  );
}

/** Whoever is gone or dead reads nothing here. */
async function tellLeaver(tx: Tx, context: ActingContext, row: HandOverRow): Promise<void> {
  if (row.reason === 'died' || row.last_day < todayOf(context)) {
    return;
  }
  await notify(tx, context, {
    agencyId: row.agency_id,
    personIds: [row.person_id],
    kind: 'proposals.hand_over_started',
    text: `Bàn giao trước ngày ${printDay(row.last_day)} (${REASON_LABELS[row.reason].toLowerCase()}): xem công việc, thiết bị, tài khoản cần bàn giao.`,
    link: handOverLink(row.id),
    reason: 'Người bàn giao',
  });
}

/**
 * In the caller's transaction, who has authorised and looked at the days.
 * @throws AppError 409 `proposals.hand_over_open`
 */
export async function beginHandOver(tx: Tx, context: ActingContext, body: Wanted): Promise<HandOverRow> {
  const { subject, clock } = context;
  const person = await findLeaver(tx, subject.agencyId, body.personId);
  const post = await lastPost(tx, context, body);
  const now = clock.now();
  const row = await insertHandOver(tx, {
    agency_id: subject.agencyId,
    id: newId(now.getTime()),
    person_id: body.personId,
    person_name: person.fullName,
    position_title: post?.title ?? '',
    unit_name: post?.unitName ?? '',
    reason: body.reason,
    last_day: body.lastDay,
    destination_agency_id: body.destinationAgencyId ?? null,
    destination_name: await destinationName(tx, body),
    state: 'open',
    choices: '{}',
    suspended_at: null,
    started_by: subject.personId,
    started_by_name: subject.displayName,
    started_at: now,
    finished_at: null,
    updated_at: now,
  });
  if (row === undefined) {
    throw conflict(
      'proposals.hand_over_open',
      `${person.fullName} đang có một cuộc bàn giao chưa xong. Mở cuộc bàn giao đó ra làm tiếp.`,
    );
  }
  await recordHandOver(tx, context, row, 'started', {
    personId: row.person_id,
    reason: row.reason,
    lastDay: row.last_day,
  });
  await tellLeaver(tx, context, row);
  return row;
}

/** @throws AppError 409 `proposals.hand_over_open` · 422 `proposals.last_day` */
export async function startHandOver(context: ActingContext, body: Wanted): Promise<z.input<typeof HandOverView>> {
  const { subject } = context;
  handOverDeskPolicies.authorize('proposals.start_hand_over', subject, null);
  const today = todayOf(context);
  assertLastDay(body.lastDay, today);
  return command(context, async (tx) => {
    // Whose person it is comes first: of another agency nobody exists.
    await findLeaver(tx, subject.agencyId, body.personId);
    assertDestination(body, await destinationName(tx, body));
    return presentHandOver(tx, subject, await beginHandOver(tx, context, body), today);
  });
}
