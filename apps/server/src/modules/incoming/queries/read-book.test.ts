import type { IncomingRegisterQuery } from '@congvu/contracts';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { directIncoming } from '../commands/direct-incoming.ts';
import { openIncoming } from '../commands/open-incoming.ts';
import { registerIncoming } from '../commands/register-incoming.ts';
import { returnIncoming } from '../commands/return-incoming.ts';
import { buildCommune, buildLetter, receiveForTest, recordingPorts, type TestCommune } from '../incoming.testing.ts';
import { exportBook, printBook } from './print-book.ts';
import { readBook } from './read-book.ts';

let office: TestOffice;
let commune: TestCommune;
const ports = recordingPorts();

beforeAll(async () => {
  office = await createTestOffice();
  commune = await buildCommune(office.db);
  for (let number = 1; number <= 7; number += 1) {
    const letter = buildLetter(commune.agencyId, {
      arrivedAt: new Date(Date.UTC(2021, 2, 22, 1, number)),
      facts: { numberSymbol: `${number}/UBND-VHTT`, abstract: number === 4 ? '=cmd()|x' : `Việc thứ ${number}` },
    });
    const { documentId } = await receiveForTest(office, letter);
    await registerIncoming(office.as(commune.clerk), ports, documentId, {
      presentTo: commune.leader.positionId,
      acceptDuplicate: false,
    });
    if (number === 2) {
      await directIncoming(office.as(commune.leader), ports, documentId, {
        text: 'Giao xử lý',
        dueOn: '2021-03-23',
        needsApproval: true,
        rememberPhrase: false,
        assignments: [{ role: 'lead', to: { kind: 'position', positionId: commune.specialist.positionId }, note: '' }],
      });
      await openIncoming(office.as(commune.specialist), ports, documentId);
    }
    if (number === 3) {
      await returnIncoming(office.as(commune.clerk), ports, documentId, 'Gửi nhầm nơi nhận');
    }
  }
});
afterAll(() => office.close());

const read = (query: Partial<IncomingRegisterQuery> = {}) =>
  readBook(office.as(commune.clerk), { limit: 50, ...query });
const PRINT = { book: 'register' as const, cover: true, download: false };

test('the ten columns and the follow-up of a row', async () => {
  const { items } = await read();
  expect(items.map((row) => row.arrivalNumber)).toEqual([7, 6, 5, 4, 3, 2, 1]);
  expect(items[5]).toMatchObject({
    arrivedOn: '2021-03-22',
    author: 'UBND huyện Tam Đường',
    numberSymbol: '2/UBND-VHTT',
    issuedOn: '2021-03-22',
    typeName: 'Công văn',
    receiver: 'Nguyễn Thị Vân Anh chủ trì',
    forwardedOn: '2021-03-22',
    receipt: 'Nguyễn Thị Vân Anh 22/03',
    progress: 'Đang xử lý',
    dueOn: '2021-03-23',
    overdue: false,
  });
  expect(items[4]?.note).toBe('Trả lại: Gửi nhầm nơi nhận');
  office.clock.set('2021-03-29T01:00:00Z');
  const later = await read();
  office.clock.set('2021-03-22T01:00:00Z');
  expect(later.overdue).toBe(1);
  expect(later.items[5]?.overdue).toBe(true);
});

test('page by page is the whole book', async () => {
  const numbers: number[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof read>> = await read({ limit: 3, ...(cursor !== null && { cursor }) });
    numbers.push(...page.items.map((row) => row.arrivalNumber));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(numbers).toEqual([7, 6, 5, 4, 3, 2, 1]);
});

test.each([
  [{ fromNumber: 3, toNumber: 5 }, [5, 4, 3]],
  [{ q: 'viec thu 6' }, [6]],
  [{ issuer: 'tam duong', toNumber: 1 }, [1]],
  [{ unit: 'vân anh' }, [2]],
  [{ from: '2021-03-23' }, []],
  [{ documentType: 'decision' }, []],
  [{ year: 2020 }, []],
])('filtered by %o', async (query, expected) => {
  expect((await read(query)).items.map((row) => row.arrivalNumber)).toEqual(expected);
});

test('names its year, its years and its last number', async () => {
  expect(await read()).toMatchObject({ year: 2021, years: [2021], lastNumber: 7 });
  expect(await read({ year: 2020 })).toMatchObject({ year: 2020, years: [2021, 2020], lastNumber: 0 });
});

test('is open to clerks and leaders only', async () => {
  await readBook(office.as(commune.leader), { limit: 1 });
  for (const subject of [commune.specialist, commune.head, commune.administrator]) {
    const code = { code: 'incoming.read_book.forbidden', status: 403 };
    await expect(readBook(office.as(subject), { limit: 1 })).rejects.toMatchObject(code);
    await expect(printBook(office.as(subject), PRINT)).rejects.toMatchObject({ code: 'incoming.print_book.forbidden' });
  }
});

test('prints as PDF/A with cover, both books', async () => {
  for (const book of ['register', 'follow_up'] as const) {
    const { stream, headers } = await printBook(office.as(commune.clerk), { ...PRINT, book });
    expect(headers['content-type']).toBe('application/pdf');
    expect(Buffer.isBuffer(stream) && stream.subarray(0, 5).toString()).toBe('%PDF-');
    expect(Buffer.isBuffer(stream) && stream.includes('pdfaid')).toBe(true);
  }
});

test('exports as a workbook whose cells are text, never formulas', async () => {
  const { stream } = await exportBook(office.as(commune.clerk), PRINT);
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(stream as unknown as ExcelJS.Buffer); // exceljs declares a Buffer of its own
  const sheet = workbook.worksheets[0];
  expect(sheet?.getRow(3).cellCount).toBe(10);
  expect(sheet?.rowCount).toBe(4 + 7);
  const cells = sheet?.getRow(8).values;
  expect(Array.isArray(cells) && cells.every((cell) => cell === undefined || typeof cell === 'string')).toBe(true);
});
