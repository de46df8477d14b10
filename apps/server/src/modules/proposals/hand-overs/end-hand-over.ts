import type { HandOverView } from '@congvu/contracts';
import type { z } from 'zod';
import { clearNotices, notify } from '#modules/notifications';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict } from '../../../platform/errors.ts';
import { printDay } from '../../../platform/print-dates.ts';
import { peopleInRole, todayOf } from '../people.ts';
import { REASON_LABELS } from './choices.ts';
import { handOverPolicies } from './hand-overs.policy.ts';
import { itemsOf, presentHandOver } from './hand-overs.presenter.ts';
import {
  assertHandOverOpen,
  type HandOverRow,
  handOverFacts,
  handOverLink,
  lockHandOver,
  recordHandOver,
  updateHandOver,
} from './hand-overs.store.ts';

const NAMED = 5;

/** Looked at in the transaction, under the row lock: what came to the leaver meanwhile counts. */
async function assertNoOrphans(tx: Tx, row: HandOverRow, today: string): Promise<void> {
  const { items } = await itemsOf(tx, row, today);
  const open = items.filter(({ state }) => state === 'open');
  if (open.length === 0) {
    return;
  }
  const names = open
    .slice(0, NAMED)
    .map(({ label }) => label)
    .join('; ');
  throw conflict(
    'proposals.orphans',
    `Còn ${open.length} mục chưa giải quyết: ${names}${open.length > NAMED ? '…' : ''}. Chọn cách xử lý cho từng mục rồi kết thúc bàn giao.`,
  );
}

/** Posts are ended by the administrator alone (org): he is told on which day. */
async function tellAdministrators(tx: Tx, context: ActingContext, row: HandOverRow): Promise<void> {
  const on = todayOf(context);
  await notify(tx, context, {
    agencyId: row.agency_id,
    personIds: await peopleInRole(tx, { agencyId: row.agency_id, roles: ['administrator', 'leader'], on }),
    kind: 'proposals.hand_over_finished',
    text: `${row.person_name} đã bàn giao xong (${REASON_LABELS[row.reason].toLowerCase()}). Quản trị ghi thôi giữ chức vụ, ngày cuối ${printDay(row.last_day)}, trong phần Tổ chức.`,
    link: handOverLink(row.id),
    reason: 'Quản trị, lãnh đạo cơ quan',
  });
}

/** @throws AppError 409 `proposals.orphans`, `proposals.wrong_state` */
export async function finishHandOver(context: ActingContext, id: string): Promise<z.input<typeof HandOverView>> {
  const today = todayOf(context);
  return command(context, async (tx) => {
    const row = await lockHandOver(tx, context, id);
    handOverPolicies.authorize('proposals.finish_hand_over', context.subject, { ...handOverFacts(row), state: 'open' });
    assertHandOverOpen(row);
    await assertNoOrphans(tx, row, today);
    const finished = await updateHandOver(tx, context, row, { state: 'finished', finished_at: context.clock.now() });
    await recordHandOver(tx, context, finished, 'finished', { things: Object.keys(row.choices).length });
    await clearNotices(tx, { agencyId: row.agency_id, link: handOverLink(id) });
    await tellAdministrators(tx, context, finished);
    return presentHandOver(tx, context.subject, finished, today);
  });
}

/** The person stays after all. What was handed over and asked for stands: each is taken back at its own place. */
export async function cancelHandOver(context: ActingContext, id: string): Promise<z.input<typeof HandOverView>> {
  const today = todayOf(context);
  return command(context, async (tx) => {
    const row = await lockHandOver(tx, context, id);
    handOverPolicies.authorize('proposals.cancel_hand_over', context.subject, { ...handOverFacts(row), state: 'open' });
    assertHandOverOpen(row);
    const cancelled = await updateHandOver(tx, context, row, { state: 'cancelled', finished_at: context.clock.now() });
    await recordHandOver(tx, context, cancelled, 'cancelled', { things: Object.keys(row.choices).length });
    await clearNotices(tx, { agencyId: row.agency_id, link: handOverLink(id) });
    return presentHandOver(tx, context.subject, cancelled, today);
  });
}
