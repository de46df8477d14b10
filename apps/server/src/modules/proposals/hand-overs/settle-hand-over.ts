import type { HandOverItem, HandOverView, SettleHandOver } from '@congvu/contracts';
import type { z } from 'zod';
import type { PositionView } from '#modules/org';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict, invalid } from '../../../platform/errors.ts';
import { postHere, todayOf } from '../people.ts';
import { type Choice, proposalTables } from '../proposals.tables.ts';
import { handOverPolicies } from './hand-overs.policy.ts';
import { itemsOf, presentHandOver } from './hand-overs.presenter.ts';
import {
  assertHandOverOpen,
  type HandOverRow,
  handOverFacts,
  lockHandOver,
  recordHandOver,
  updateHandOver,
} from './hand-overs.store.ts';
import type { HandOverPorts } from './ports.ts';
import { settleThing } from './settle-thing.ts';
import type { Thing } from './things.ts';

type Wanted = z.output<typeof SettleHandOver>['items'][number];

function offered(item: HandOverItem | undefined, wanted: Wanted, index: number): HandOverItem['choices'][number] {
  const choice = item?.choices.find(({ value }) => value === wanted.choice);
  if (choice === undefined) {
    const message = 'Mục này không còn, hoặc không có lựa chọn đó. Tải lại trang bàn giao.';
    throw invalid('proposals.choice_unknown', message, [{ path: `items.${index}.choice`, message }]);
  }
  return choice;
}

/** In office here and staying: whoever is handing over himself receives nothing. */
async function findReceiver(tx: Tx, context: ActingContext, row: HandOverRow, personId: string): Promise<PositionView> {
  const post = await postHere(tx, { agencyId: row.agency_id, personId, on: todayOf(context) });
  const leaving = await proposalTables(tx)
    .selectFrom('hand_over')
    .select('id')
    .where('agency_id', '=', row.agency_id)
    .where('person_id', '=', personId)
    .where('state', '=', 'open')
    .executeTakeFirst();
  if (post === undefined || leaving !== undefined) {
    throw invalid(
      'proposals.receiver_left',
      'Người nhận không còn giữ chức vụ ở cơ quan hoặc cũng đang bàn giao. Chọn người khác.',
      [{ path: 'toPersonId', message: 'Chọn người đang làm việc và không bàn giao.' }],
    );
  }
  return post;
}

function assertFree(item: HandOverItem, wanted: Wanted): void {
  if (item.state === 'prepared' && item.chosen !== wanted.choice) {
    throw conflict(
      'proposals.wrong_state',
      `${item.label}: ${item.stateLabel}. Rút đề nghị đã lập trước khi chọn cách khác.`,
    );
  }
}

interface Settling {
  row: HandOverRow;
  ports: HandOverPorts;
  things: ReadonlyMap<string, Thing>;
  items: ReadonlyMap<string, HandOverItem>;
}

/** Undefined when the same choice stands already: sent twice it changes nothing. */
async function settleOne(
  tx: Tx,
  context: ActingContext,
  { row, ports, things, items }: Settling,
  { wanted, index }: { wanted: Wanted; index: number },
): Promise<Choice | undefined> {
  const item = items.get(wanted.key);
  const choice = offered(item, wanted, index);
  if (choice.needsPerson && wanted.toPersonId === undefined) {
    const message = `Chọn người nhận: ${item?.label ?? ''}.`;
    throw invalid('proposals.person_required', message, [{ path: `items.${index}.toPersonId`, message }]);
  }
  const thing = things.get(wanted.key);
  if (item === undefined || thing === undefined || item.state === 'done') {
    return undefined;
  }
  assertFree(item, wanted);
  if (item.state === 'prepared') {
    return undefined;
  }
  const to =
    choice.needsPerson && wanted.toPersonId !== undefined
      ? await findReceiver(tx, context, row, wanted.toPersonId)
      : undefined;
  const settled = await settleThing(tx, context, { ports, row, thing, choice: wanted.choice, to });
  return {
    group: thing.group,
    choice: wanted.choice,
    label: thing.label,
    detail: thing.detail,
    personName: to?.fullName ?? null,
    ...settled,
  };
}

/**
 * What becomes of the things named: each by the command of its own module, with the forms that prepares; all of it or nothing.
 * @throws AppError 409 `proposals.wrong_state` · 422 `proposals.choice_unknown`, `proposals.person_required`, `proposals.receiver_left`
 */
export async function settleHandOver(
  context: ActingContext,
  ports: HandOverPorts,
  id: string,
  body: z.output<typeof SettleHandOver>,
): Promise<z.input<typeof HandOverView>> {
  const today = todayOf(context);
  return command(context, async (tx) => {
    const row = await lockHandOver(tx, context, id);
    handOverPolicies.authorize('proposals.settle_hand_over', context.subject, { ...handOverFacts(row), state: 'open' });
    assertHandOverOpen(row);
    const { things, items } = await itemsOf(tx, row, today);
    const settling = { row, ports, things, items: new Map(items.map((item) => [item.key, item])) };
    const choices = { ...row.choices };
    for (const [index, wanted] of body.items.entries()) {
      const settled = await settleOne(tx, context, settling, { wanted, index });
      if (settled !== undefined) {
        choices[wanted.key] = settled;
      }
    }
    const changed = await updateHandOver(tx, context, row, { choices: JSON.stringify(choices) });
    await recordHandOver(tx, context, changed, 'settled', {
      items: body.items.map(({ key, choice, toPersonId }) => ({ key, choice, to: toPersonId ?? null })),
    });
    return presentHandOver(tx, context.subject, changed, today);
  });
}
