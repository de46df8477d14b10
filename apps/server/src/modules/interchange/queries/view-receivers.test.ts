import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { loadLateness, weekdaysOnly } from '../interchange.calendar.ts';
import { lateReason } from '../interchange.lateness.ts';
import { buildExchange, dispatchesOf, type TestExchange } from '../interchange.testing.ts';
import { exportReceivers, viewReceivers } from './view-receivers.ts';

let office: TestOffice;
let exchange: TestExchange;

beforeAll(async () => {
  office = await createTestOffice();
  exchange = await buildExchange(office, 3);
});
afterAll(() => office.close());

const query = { days: '30' as const, limit: 50 };

test('one row a receiver, trouble first, the sums of what the rows say; late as the board of one letter has it', async () => {
  const { receivers } = exchange;
  const named = receivers.map(({ agencyId, name, code }) => ({ agencyId, name, code }));
  const outside = { agencyId: null, name: 'Công ty Điện lực', code: '0204' };
  const letters = [await exchange.issue(), await exchange.issue({ receivers: [...named.slice(0, 1), outside] })];
  await exchange.settle();
  const clerk = office.as(exchange.clerk);
  const fresh = await viewReceivers(clerk, query, weekdaysOnly);
  expect(
    fresh.items.map(({ receiverName, letters: count, late, manual }) => [receiverName, count, late, manual]),
  ).toEqual([
    ['Công ty Điện lực', 1, 0, 1],
    ['UBND xã Số 1', 2, 0, 0],
    ['UBND xã Số 2', 1, 0, 0],
    ['UBND xã Số 3', 1, 0, 0],
  ]);
  expect(fresh.totals).toEqual({ receivers: 4, letters: 5, registered: 0, late: 0, failed: 0, refused: 0, manual: 1 });
  expect(fresh.items.at(1)?.medianMinutes).toBeTypeOf('number');

  office.clock.advance(3 * 86_400_000);
  const later = office.as(exchange.clerk);
  const board = await viewReceivers(later, { ...query, trouble: '1' }, weekdaysOnly);
  const { limits } = await loadLateness(office, weekdaysOnly);
  const rows = (await Promise.all(letters.map((letter) => dispatchesOf(office, letter)))).flat();
  expect(board.totals.late).toBe(rows.filter((row) => lateReason(row, limits) !== '').length);
  expect(board.totals.late).toBe(4);
  expect(board.items[0]).toMatchObject({ receiverName: 'UBND xã Số 1', late: 2 });
  expect((await viewReceivers(later, { ...query, q: 'dien luc' }, weekdaysOnly)).items).toHaveLength(1);
  const first = await viewReceivers(later, { ...query, limit: 2 }, weekdaysOnly);
  const second = await viewReceivers(later, { ...query, limit: 2, cursor: first.nextCursor ?? '' }, weekdaysOnly);
  expect([...first.items, ...second.items].map(({ receiverCode }) => receiverCode)).toHaveLength(4);
  expect(second.nextCursor).toBeNull();
  expect((await exportReceivers(later, query, weekdaysOnly)).headers['content-disposition']).toContain(
    'gui-nhan-theo-co-quan.xlsx',
  );

  office.clock.advance(40 * 86_400_000);
  expect((await viewReceivers(office.as(exchange.clerk), query, weekdaysOnly)).items).toEqual([]);
});

test('who does not follow the exchange of the agency sees nothing of it', async () => {
  await expect(viewReceivers(office.as(exchange.specialist), query, weekdaysOnly)).rejects.toMatchObject({
    status: 403,
  });
  const [other] = exchange.receivers;
  if (other === undefined) {
    throw new Error('no receiver');
  }
  expect((await viewReceivers(office.as(other.clerk), { ...query, days: '365' }, weekdaysOnly)).items).toEqual([]);
});
