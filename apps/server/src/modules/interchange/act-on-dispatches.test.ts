import { DeliveryBoard, DispatchPage } from '@congvu/contracts';
import { buildEdxml } from '@congvu/edxml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Carrier, SendOutcome } from '#modules/carriers';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildAgency } from '../org/org.testing.ts';
import { resendDispatches } from './commands/resend-dispatches.ts';
import { markSentOnPaper, settleDispatches } from './commands/settle-dispatches.ts';
import { weekdaysOnly } from './interchange.calendar.ts';
import {
  auditActions,
  buildExchange,
  countIncoming,
  deliver,
  dispatchesOf,
  inboxOf,
  insertDrafted,
  type TestExchange,
} from './interchange.testing.ts';
import { sendDue } from './outbox/send-due.ts';
import { countProblems, listDeskGroups } from './queries/interchange-desk.ts';
import { listDispatchPage } from './queries/list-dispatches.ts';
import { viewBoard } from './queries/view-board.ts';

let office: TestOffice;
let exchange: TestExchange;

beforeAll(async () => {
  office = await createTestOffice();
  exchange = await buildExchange(office, 3);
});
afterAll(() => office.close());

function carrierThat(answer: SendOutcome): Carrier {
  return { name: 'inside', send: async (_context, parcels) => parcels.map(() => answer) };
}

const DOWN: SendOutcome = { ok: false, final: false, code: 'test.failed', reason: 'Mất kết nối' };
const REFUSED: SendOutcome = { ok: false, final: true, code: 'test.failed', reason: 'Nơi nhận đã khóa mã định danh' };

async function issueFailed() {
  const letter = await exchange.issue();
  await sendDue({ ...exchange.exchange, carriers: [carrierThat(REFUSED)] }, office);
  return letter;
}

describe('a carrier that does not get through', () => {
  test('is tried again later, khẩn first, and delivers in the end', async () => {
    const ordinary = await exchange.issue();
    const urgent = await exchange.issue({ urgency: 'express' });
    const order: string[] = [];
    const watching: Carrier = {
      name: 'inside',
      send: async (_context, parcels) => {
        order.push(...parcels.map((parcel) => String(parcel.priority)));
        return parcels.map(() => DOWN);
      },
    };
    await sendDue({ ...exchange.exchange, carriers: [watching] }, office);
    expect(new Set(order)).toEqual(new Set(['3', '0']));
    expect((await dispatchesOf(office, ordinary)).map((row) => row.state)).toEqual(Array(3).fill('queued'));
    expect(await sendDue(exchange.exchange, office)).toEqual({ taken: 0, sent: 0 });
    office.clock.advance(2 * 60_000);
    await exchange.settle();
    for (const letter of [ordinary, urgent]) {
      expect((await dispatchesOf(office, letter)).map((row) => row.state)).toEqual(Array(3).fill('arrived'));
    }
  });

  test('for good: fails at once with the reason, tells the clerk, leaves a line on the timeline', async () => {
    const letter = await issueFailed();
    const rows = await dispatchesOf(office, letter);
    expect(rows.map((row) => [row.state, row.note])).toEqual(
      Array(3).fill(['failed', REFUSED.ok ? '' : REFUSED.reason]),
    );
    const movements = await rawQuery(office.db, 'select 1 from document_movement where document_id = $1', [
      letter.documentId,
    ]);
    expect(movements).toHaveLength(3);
    const notices = await rawQuery(office.db, 'select 1 from notification where person_id = $1 and link = $2', [
      exchange.clerk.personId,
      `/van-ban-di/${letter.documentId}`,
    ]);
    expect(notices).toHaveLength(1);
    const ids = (await dispatchesOf(office, letter)).map((row) => row.id);
    await resendDispatches(office.as(exchange.clerk), ids);
    const unread = await rawQuery(
      office.db,
      'select 1 from notification where person_id = $1 and link = $2 and read_at is null',
      [exchange.clerk.personId, `/van-ban-di/${letter.documentId}`],
    );
    expect(unread).toEqual([]);
    await exchange.settle();
  });

  test('a status that can never arrive is told to the clerks of the reporter', async () => {
    const letter = await exchange.issue();
    await sendDue(exchange.exchange, office);
    await exchange.read(office);
    await sendDue({ ...exchange.exchange, carriers: [carrierThat(REFUSED)] }, office);
    const [receiver] = exchange.receivers;
    expect(await auditActions(office, receiver?.agencyId ?? '')).toContain('interchange.status_failed');
    expect((await dispatchesOf(office, letter)).map((row) => row.state)).toEqual(Array(3).fill('sent'));
  });
});

describe('Gửi lại', () => {
  test('of failed receivers delivers to each once', async () => {
    const letter = await issueFailed();
    const failed = await dispatchesOf(office, letter);
    const before = await Promise.all(exchange.receivers.map((receiver) => countIncoming(office, receiver.agencyId)));
    const answer = await resendDispatches(
      office.as(exchange.clerk),
      failed.map((row) => row.id),
    );
    expect(answer).toEqual({ queued: 3 });
    await exchange.settle();
    expect((await dispatchesOf(office, letter)).map((row) => row.state)).toEqual(Array(3).fill('arrived'));
    const after = await Promise.all(exchange.receivers.map((receiver) => countIncoming(office, receiver.agencyId)));
    expect(after.map(({ documents }) => documents)).toEqual(before.map(({ documents }) => documents + 1));
    expect(await auditActions(office, exchange.senderId)).toContain('interchange.resent');
  });

  test('by two clerks at once queues once', async () => {
    const letter = await issueFailed();
    const ids = (await dispatchesOf(office, letter)).map((row) => row.id);
    const tries = await Promise.allSettled([1, 2].map(() => resendDispatches(office.as(exchange.clerk), ids)));
    expect(tries.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    await exchange.settle();
  });

  test('is refused to others, for receivers that have the letter, and across agencies', async () => {
    const letter = await exchange.issue();
    await exchange.settle();
    const ids = (await dispatchesOf(office, letter)).map((row) => row.id);
    await expect(resendDispatches(office.as(exchange.clerk), ids)).rejects.toMatchObject({ status: 403 });
    const failed = (await dispatchesOf(office, await issueFailed())).map((row) => row.id);
    await expect(resendDispatches(office.as(exchange.specialist), failed)).rejects.toMatchObject({
      code: 'interchange.resend.forbidden',
    });
    const stranger = exchange.receivers[0]?.clerk ?? exchange.clerk;
    await expect(resendDispatches(office.as(stranger), failed)).rejects.toMatchObject({
      code: 'interchange.dispatch_not_found',
    });
  });

  test('of a message that nobody could read lets the receiver look again', async () => {
    const letter = await exchange.issue();
    await sendDue(exchange.exchange, office);
    const [receiver] = exchange.receivers;
    await rawQuery(
      office.db,
      `update interchange_inbox set state = 'quarantined', error_code = 'edxml.not_xml' where agency_id = $1 and state = 'stored'`,
      [receiver?.agencyId],
    );
    await exchange.settle();
    const [silent] = await dispatchesOf(office, letter);
    expect(silent?.state).toBe('sent');
    await resendDispatches(office.as(exchange.clerk), [silent?.id ?? '']);
    await exchange.settle();
    expect((await dispatchesOf(office, letter)).map((row) => row.state)).toEqual(Array(3).fill('arrived'));
  });
});

describe('an agency outside', () => {
  async function issueOutside() {
    const outside = await buildAgency(office.db, {
      name: 'Sở Thông tin và Truyền thông',
      hosted: false,
      code: `H35.S${Date.now()}`,
    });
    return exchange.issue({
      receivers: [
        { agencyId: outside.id, name: outside.name, code: 'H35.9' },
        { agencyId: null, name: 'Công ty Điện lực', code: '' },
        ...exchange.receivers.slice(0, 1).map(({ agencyId, name, code }) => ({ agencyId, name, code })),
      ],
    });
  }

  test('waits for somebody to send the paper; the others go on', async () => {
    const letter = await issueOutside();
    await exchange.settle();
    const rows = await dispatchesOf(office, letter);
    expect(rows.map((row) => row.state)).toEqual(['manual', 'manual', 'arrived']);
    const ack = await markSentOnPaper(office.as(exchange.clerk), rows[0]?.id ?? '', {
      sentOn: '2021-03-22',
      note: 'Bưu điện, số hiệu RR123',
    });
    expect(ack).toEqual({ queued: 1 });
    const [marked] = await dispatchesOf(office, letter);
    expect(marked).toMatchObject({
      state: 'sent',
      on_paper: true,
      note: 'Gửi giấy ngày 22/3/2021: Bưu điện, số hiệu RR123',
    });
    const twice = markSentOnPaper(office.as(exchange.clerk), marked?.id ?? '', { sentOn: '2021-03-22', note: '' });
    await expect(twice).rejects.toMatchObject({ status: 403 });
    expect(await auditActions(office, exchange.senderId)).toContain('interchange.marked_sent_on_paper');
  });

  test('cannot have been sent tomorrow', async () => {
    const [row] = await dispatchesOf(office, await issueOutside());
    const future = markSentOnPaper(office.as(exchange.clerk), row?.id ?? '', { sentOn: '2021-12-31', note: '' });
    await expect(future).rejects.toMatchObject({ code: 'interchange.future_date' });
  });
});

describe('a status that is not due to us', () => {
  async function status(senderIndex: number, documentId: string): Promise<string> {
    const sender = exchange.receivers[senderIndex];
    const bytes = await buildEdxml({
      kind: 'status',
      from: { agencyCode: sender?.code ?? '' },
      responseTo: { documentId, agencyCode: exchange.senderCode },
      statusCode: '03',
      at: '2021-03-22T08:00:00+07:00',
    });
    return deliver(office, {
      agency_id: exchange.senderId,
      kind: 'status',
      sender_agency_id: sender?.agencyId ?? null,
      sender_code: sender?.code ?? '',
      receiver_code: exchange.senderCode,
      bytes,
    });
  }

  async function stateOf(id: string) {
    return (await inboxOf(office, exchange.senderId)).find((row) => row.id === id);
  }

  test('waits while its letter is unknown and is applied once it is there', async () => {
    const documentId = `${exchange.senderCode},2021/03/22,9999/UBND-VHTT`;
    const id = await status(0, documentId);
    await exchange.settle();
    expect((await stateOf(id))?.state).toBe('waiting');
    const letter = await exchange.issue({ number: 9999, numberSymbol: '9999/UBND-VHTT' });
    office.clock.advance(60_000);
    await exchange.settle();
    expect((await stateOf(id))?.state).toBe('done');
    expect((await dispatchesOf(office, letter))[0]?.state).toBe('accepted');
  });

  test('about nothing we know is set aside after a while', async () => {
    const id = await status(0, 'khong-co');
    for (let time = 0; time < 13; time += 1) {
      await exchange.read(office);
      office.clock.advance(2 * 60 * 60_000);
    }
    expect(await stateOf(id)).toMatchObject({ state: 'quarantined', error_code: 'interchange.unknown_document' });
  });

  test('from a body that did not get the letter is set aside', async () => {
    const letter = await exchange.issue({
      receivers: exchange.receivers.slice(0, 1).map(({ agencyId, name, code }) => ({ agencyId, name, code })),
    });
    await exchange.settle();
    const id = await status(1, `${exchange.senderCode},2021/03/22,${letter.numberSymbol}`);
    await exchange.settle();
    expect(await stateOf(id)).toMatchObject({ state: 'quarantined', error_code: 'interchange.not_a_receiver' });
    expect((await dispatchesOf(office, letter))[0]?.state).toBe('arrived');
  });
});

describe('what the clerk sees', () => {
  test('problems first: failed, refused, silent and paper; others are not problems', async () => {
    const fresh = await buildExchange(office, 3);
    office.clock.set('2021-03-24T01:00:00Z');
    const letter = await fresh.issue();
    const silent = await fresh.issue();
    await sendDue({ ...fresh.exchange, carriers: [carrierThat({ ok: true })] }, office);
    const context = office.as(fresh.clerk);
    const query = { box: 'problems' as const, limit: 50 };
    expect((await listDispatchPage(context, query, weekdaysOnly)).items).toEqual([]);
    await rawQuery(
      office.db,
      `update interchange_dispatch set state = 'failed' where document_id = $1 and sort_order = 0`,
      [letter.documentId],
    );
    office.clock.set('2021-03-25T01:00:00Z');
    const page = DispatchPage.parse(await listDispatchPage(context, query, weekdaysOnly));
    expect(page.items.map((item) => item.problem).sort()).toEqual(['failed', ...Array(5).fill('silent')]);
    expect(page.counts).toEqual({ problems: 6, waiting: 5, all: 6 });
    expect(page.items.find((item) => item.problem === 'silent')?.chip).toEqual({ tone: 'red', label: 'Quá 1 ngày' });
    const found = await listDispatchPage(
      context,
      { ...query, q: `tang cuong ${fresh.receivers[1]?.code ?? ''}` },
      weekdaysOnly,
    );
    expect(found.items.map((item) => item.receiverName)).toEqual(['UBND xã Số 2', 'UBND xã Số 2']);
    const first = await listDispatchPage(context, { ...query, limit: 4 }, weekdaysOnly);
    const rest = await listDispatchPage(context, { ...query, limit: 4, cursor: first.nextCursor ?? '' }, weekdaysOnly);
    expect(new Set([...first.items, ...rest.items].map((item) => item.id)).size).toBe(6);
    expect(rest.nextCursor).toBeNull();
    const groups = await listDeskGroups(context, weekdaysOnly);
    expect(groups.map((group) => [group.key, group.overdue ?? false, group.count])).toEqual([
      ['interchange-late', true, 2],
      ['interchange-problems', false, 1],
    ]);
    expect(await countProblems(context, weekdaysOnly)).toBe(6);
    expect(await listDeskGroups(office.as(fresh.specialist), weekdaysOnly)).toEqual([]);
    await expect(listDispatchPage(office.as(fresh.specialist), query, weekdaysOnly)).rejects.toMatchObject({
      status: 403,
    });
    const board = DeliveryBoard.parse(await viewBoard(context, silent.documentId, weekdaysOnly));
    expect([board.late, board.byState.sent, board.counts.sent]).toEqual([3, 3, 3]);
    const own = viewBoard(office.as(fresh.specialist), silent.documentId, weekdaysOnly);
    await expect(own).rejects.toMatchObject({ code: 'interchange.board.forbidden' });
    await insertDrafted(office, silent, fresh.specialist);
    const drafted = await viewBoard(office.as(fresh.specialist), silent.documentId, weekdaysOnly);
    expect(drafted.receivers.map((row) => Object.values(row.abilities).includes(true))).toEqual([false, false, false]);
    const stranger = viewBoard(office.as(exchange.specialist), silent.documentId, weekdaysOnly);
    await expect(stranger).rejects.toMatchObject({ code: 'interchange.board.forbidden' });
    const foreign = viewBoard(office.as(exchange.clerk), silent.documentId, weekdaysOnly);
    await expect(foreign).rejects.toMatchObject({ status: 404 });
    await settleDispatches(context, { dispatchIds: board.receivers.map((row) => row.dispatchId), note: 'Đã gọi điện' });
    expect(await countProblems(context, weekdaysOnly)).toBe(3);
    expect(await auditActions(office, fresh.senderId)).toContain('interchange.settled');
  });
});
