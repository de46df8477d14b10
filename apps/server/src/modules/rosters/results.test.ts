import type { LineResult } from '@congvu/contracts';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { certificateFacts } from '#modules/certificates';
import { createRequestsModule } from '#modules/requests';
import type { Subject } from '../../platform/authorise.ts';
import { newId } from '../../platform/ids.ts';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { exampleContent, people, plantAccepted } from '../requests/accepted.testing.ts';
import { archiveBatch } from './commands/change-batch.ts';
import { recordResults } from './commands/record-results.ts';
import { forwardUrgent } from './forward-urgent.ts';
import { exportRoster } from './queries/export-roster.ts';
import { viewBatch } from './queries/view-batch.ts';
import {
  buildRosterWorld,
  itemsOf,
  previewFile,
  type RosterWorld,
  readOne,
  sendBatch,
  stateOf,
} from './rosters.testing.ts';
import { recordGranted, remindOverdue } from './sweep-batches.ts';

let office: TestOffice;
let world: RosterWorld;

beforeAll(async () => {
  office = await createTestOffice();
  world = await buildRosterWorld(office);
});
afterAll(() => office.close());

function as(subject: Subject, key?: string) {
  office.clock.advance(1_000);
  return office.as(subject, key);
}
const province = (key?: string) => as(world.department.focal, key);
const ON = '2021-04-05';

function granted(lineId: string, accountName: string): LineResult {
  return { lineId, outcome: 'granted', accountName, effectiveOn: ON };
}

/** A list of new accounts that lies with the department, with its lines. */
async function sentAccounts(...names: string[]): Promise<{ batchId: string; requestId: string; lines: string[] }> {
  const requestId = await plantAccepted(office, world.commune, {
    kind: 'account.new',
    content: people(...names),
  });
  const batchId = await sendBatch(office, world, 'account.new');
  return { batchId, requestId, lines: (await itemsOf(office, requestId)).map(({ id }) => id) };
}

const send = (batchId: string, results: LineResult[], who = world.department.focal) =>
  recordResults(as(who), batchId, { results });
const accounts = (name: string) =>
  rawQuery<{ state: string; agency_id: string }>(office.db, 'select state, agency_id from account where name = $1', [
    name,
  ]);

describe('results line by line', () => {
  test('a part today, the rest tomorrow: registers, request, batch and people follow', async () => {
    const { batchId, requestId, lines } = await sentAccounts('Lò Văn Khô', 'Lò Văn Ướt', 'Lò Văn Nắng');
    const [first = '', second = '', third = ''] = lines;
    const some = await send(batchId, [
      granted(first, 'khovl.natam'),
      { lineId: second, outcome: 'refused', reason: 'Trùng người' },
    ]);
    expect(some).toMatchObject({ granted: 1, refused: 1, returned: 0, failed: [], state: 'partly_resulted' });
    expect(await accounts('khovl.natam')).toMatchObject([{ agency_id: world.commune.agencyId }]);
    expect((await stateOf(office, requestId)).state).toBe('resulted');
    expect((await itemsOf(office, requestId)).map(({ state }) => state)).toEqual(['recorded', 'refused', 'open']);
    expect(await viewBatch(province(), batchId)).toMatchObject({ granted: 1, refused: 1, waiting: 1 });

    expect(await send(batchId, [granted(third, 'nangvl.natam')])).toMatchObject({ granted: 1, state: 'resulted' });
    expect((await stateOf(office, requestId)).state).toBe('closed');
    const moved = world.ports.seen.filter(({ id }) => id === requestId).map(({ state }) => state);
    expect(moved.slice(-3)).toEqual(['forwarded', 'resulted', 'closed']);
    const [told] = await rawQuery<{ text: string }>(
      office.db,
      'select text from notification where link = $1 and person_id = $2',
      [`/de-nghi/${requestId}`, world.commune.clerk.personId],
    );
    expect(told?.text).toContain('nangvl.natam');
    const leaves = await rawQuery<{ agency_id: string }>(
      office.db,
      "select agency_id from audit_leaf where object_id = $1 and action = 'requests.results_recorded'",
      [batchId],
    );
    expect(leaves.map((leaf) => leaf.agency_id)).toEqual([world.commune.agencyId, world.commune.agencyId]);
    expect(await archiveBatch(as(world.district.focal), batchId)).toMatchObject({ state: 'archived' });
  });

  test('sent twice it counts and changes nothing; another result for a recorded line is refused', async () => {
    const { batchId, lines } = await sentAccounts('Sùng A Hai', 'Sùng A Ba');
    const [first = '', second = ''] = lines;
    const results = [granted(first, 'haisa.natam')];
    await send(batchId, results);
    expect(await send(batchId, results)).toMatchObject({ granted: 1, failed: [], state: 'partly_resulted' });
    expect(await accounts('haisa.natam')).toHaveLength(1);
    const other = await send(batchId, [{ lineId: first, outcome: 'refused', reason: 'Thôi' }]);
    expect(other.failed).toMatchObject([{ lineId: first, code: 'requests.result_recorded' }]);
    await expect(send(batchId, [granted(second, 'a'), granted(second, 'b')])).rejects.toMatchObject({
      code: 'requests.result_unknown',
    });
    const key = newId();
    const last = () => recordResults(province(key), batchId, { results: [granted(second, 'basa.natam')] });
    const answer = await last();
    expect(answer).toMatchObject({ state: 'resulted' });
    expect(await last()).toEqual(answer);
  });

  test('what a line lacks is said, and its neighbours are recorded', async () => {
    const { batchId, lines } = await sentAccounts('Tẩn A Đủ', 'Tẩn A Thiếu', 'Tẩn A Câm');
    const [first = '', second = '', third = ''] = lines;
    const answer = await send(batchId, [
      granted(first, 'duta.natam'),
      { lineId: second, outcome: 'granted' },
      { lineId: third, outcome: 'returned' },
      granted(newId(), 'khongco'),
    ]);
    expect(answer).toMatchObject({ granted: 1, returned: 0, state: 'partly_resulted' });
    expect(answer.failed.map(({ code }) => code)).toEqual([
      'requests.result_incomplete',
      'requests.result_incomplete',
      'requests.item_not_found',
    ]);
  });

  test('a register that refuses keeps the result and the request open; put right it is recorded', async () => {
    const { batchId, requestId, lines } = await sentAccounts('Mùa A Trùng');
    const [line = ''] = lines;
    const taken = await sentAccounts('Mùa A Trước');
    await send(taken.batchId, [granted(taken.lines[0] ?? '', 'trungma.natam')]);
    const answer = await send(batchId, [granted(line, 'trungma.natam')]);
    expect(answer).toMatchObject({ granted: 1, failed: [{ code: 'accounts.name_taken' }], state: 'partly_resulted' });
    expect((await itemsOf(office, requestId))[0]).toMatchObject({ state: 'granted', recorded_at: null });
    expect((await stateOf(office, requestId)).state).toBe('resulted');
    await recordGranted(office);
    expect((await stateOf(office, requestId)).state).toBe('resulted');
    expect(await send(batchId, [granted(line, 'trungma2.natam')])).toMatchObject({ failed: [], state: 'resulted' });
    expect((await stateOf(office, requestId)).state).toBe('closed');
  });

  test('a name that was free again is entered by the sweep', async () => {
    const { batchId, requestId, lines } = await sentAccounts('Hạng A Chờ');
    const taken = await sentAccounts('Hạng A Kia');
    await send(taken.batchId, [granted(taken.lines[0] ?? '', 'choha.natam')]);
    await send(batchId, [granted(lines[0] ?? '', 'choha.natam')]);
    await rawQuery(
      office.db,
      "update account set name = 'khac.natam', name_key = 'khac.natam' where name = 'choha.natam'",
      [],
    );
    office.clock.advance(60_000);
    await recordGranted(office);
    expect(await accounts('choha.natam')).toHaveLength(1);
    expect((await stateOf(office, requestId)).state).toBe('closed');
  });

  test('is the destination’s when it works here, the guiding office’s when it does not', async () => {
    const { batchId, lines } = await sentAccounts('Chang A Ai');
    const results = [granted(lines[0] ?? '', 'aica.natam')];
    await expect(send(batchId, results, world.district.focal)).rejects.toMatchObject({ status: 403 });
    await expect(send(batchId, results, world.department.clerk)).rejects.toMatchObject({ status: 403 });
    await expect(send(batchId, results, world.commune.clerk)).rejects.toMatchObject({ status: 404 });
    await send(batchId, results);
    const { content } = organisation('01');
    await plantAccepted(office, world.commune, { kind: 'cert.issue.org', content });
    const outside = await sendBatch(office, world, 'cert.issue.org');
    await expect(viewBatch(province(), outside)).rejects.toMatchObject({ status: 404 });
    const view = await viewBatch(as(world.district.focal), outside);
    expect(view.abilities['requests.roster_record']).toBe(true);
  });
});

function organisation(no: string) {
  const { fields } = exampleContent('M02');
  return { content: { fields: { ...fields, taxCode: `62000120${no}`, budgetCode: `10123${no}` } } };
}

describe('a refused revocation', () => {
  test('leaves the account as it was', async () => {
    const made = await sentAccounts('Lò Văn Còn');
    await send(made.batchId, [granted(made.lines[0] ?? '', 'conlv.natam')]);
    const row = { fullName: 'Lò Văn Còn', position: 'Chuyên viên', unit: 'Văn phòng', account: 'conlv.natam' };
    const requestId = await plantAccepted(office, world.commune, {
      kind: 'account.revoke',
      content: { rows: [{ ...row, reason: 'Không sử dụng', note: '' }] },
    });
    await rawQuery(office.db, "update account set state = 'revoke_requested' where name = 'conlv.natam'", []);
    const batchId = await sendBatch(office, world, 'account.revoke');
    const [line] = await itemsOf(office, requestId);
    const refused: LineResult = { lineId: line?.id ?? '', outcome: 'refused', reason: 'Còn cần dùng' };
    expect(await send(batchId, [refused])).toMatchObject({ refused: 1, failed: [] });
    expect(await accounts('conlv.natam')).toMatchObject([{ state: 'active' }]);
    expect((await stateOf(office, requestId)).state).toBe('closed');
  });

  test('a granted one ends it', async () => {
    const made = await sentAccounts('Lò Văn Hết');
    await send(made.batchId, [granted(made.lines[0] ?? '', 'hetlv.natam')]);
    const row = { fullName: 'Lò Văn Hết', position: 'Chuyên viên', unit: 'Văn phòng', account: 'HETLV.natam' };
    const requestId = await plantAccepted(office, world.commune, {
      kind: 'account.revoke',
      content: { rows: [{ ...row, reason: 'Nghỉ hưu', note: '' }] },
    });
    const batchId = await sendBatch(office, world, 'account.revoke');
    const [line] = await itemsOf(office, requestId);
    const result: LineResult = { lineId: line?.id ?? '', outcome: 'granted', effectiveOn: '2021-03-22' };
    expect(await send(batchId, [result])).toMatchObject({ granted: 1, failed: [] });
    expect(await accounts('hetlv.natam')).toMatchObject([{ state: 'revoked' }]);
  });
});

describe('many lines', () => {
  test('a break between portions leaves what was recorded; sent again it goes on to the end', async () => {
    const names = Array.from(
      { length: 450 },
      (_, index) =>
        `Lò Văn Số ${String.fromCharCode(97 + (index % 26))}${'xyzuvwpqrs'[Math.floor(index / 26) % 10]}${'abcdefghik'[Math.floor(index / 260)]}`,
    );
    const { batchId, requestId, lines } = await sentAccounts(...names);
    const results = lines.map((line, index) => granted(line, `so${index}.natam`));
    createRequestsModule({
      ...world.ports,
      moved: async (tx, context, request) => {
        if (request.state === 'closed') {
          throw new Error('the process went away');
        }
        await world.ports.moved(tx, context, request);
      },
    });
    await expect(send(batchId, results)).rejects.toThrow('went away');
    createRequestsModule(world.ports);
    expect((await itemsOf(office, requestId)).filter(({ state }) => state === 'recorded')).toHaveLength(400);
    expect(await viewBatch(province(), batchId)).toMatchObject({ state: 'partly_resulted', waiting: 50 });
    expect(await send(batchId, results)).toMatchObject({ granted: 450, failed: [], state: 'resulted' });
    const row = await readOne<{ n: number }>(
      office,
      "select count(*)::int as n from account where name like 'so%.natam'",
      [],
    );
    expect(row.n).toBe(450);
    expect((await stateOf(office, requestId)).state).toBe('closed');
  });

  test('two who record at once: each line once', async () => {
    const { batchId, requestId, lines } = await sentAccounts('Vừ A Một', 'Vừ A Hai', 'Vừ A Ba');
    const results = lines.map((line, index) => granted(line, `vu${index}.natam`));
    const answers = await Promise.allSettled([send(batchId, results), send(batchId, results)]);
    expect(answers.some(({ status }) => status === 'fulfilled')).toBe(true);
    const row = await readOne<{ n: number }>(
      office,
      "select count(*)::int as n from account where name like 'vu%.natam'",
      [],
    );
    expect(row.n).toBe(3);
    expect((await stateOf(office, requestId)).state).toBe('closed');
  });
});

describe('a sheet of results', () => {
  const fill = async (bytes: Buffer, write: (row: ExcelJS.Row, at: (label: string) => number) => void) => {
    const workbook = new ExcelJS.Workbook();
    // The types of the library lag behind those of Node.
    await workbook.xlsx.load(bytes as unknown as ArrayBuffer);
    const [sheet] = workbook.worksheets;
    let columns = new Map<string, number>();
    sheet?.eachRow((row) => {
      if (columns.size > 0) {
        write(row, (label) => columns.get(label) ?? 0);
        return;
      }
      const found = new Map<string, number>();
      row.eachCell((cell, index) => found.set(String(cell.text).trim(), index));
      columns = found.has('Kết quả') ? found : columns;
    });
    return Buffer.from(await workbook.xlsx.writeBuffer());
  };

  test('written by us, filled in, read again: matched by what names the line, the rest a work list', async () => {
    const { batchId, lines } = await sentAccounts('Ma A Bảng', 'Ma A Tính', 'Ma A Lạ');
    const { stream } = await exportRoster(province(), batchId, 'results');
    const filled = await fill(stream as Buffer, (row, at) => {
      const name = row.getCell(at('Họ và tên')).text;
      if (name.toUpperCase().includes('BẢNG')) {
        row.getCell(at('Kết quả')).value = 'Đồng ý';
        row.getCell(at('Tên tài khoản được cấp')).value = 'bangma.natam';
        row.getCell(at('Ngày cấp')).value = '05/04/2021';
      } else if (name.toUpperCase().includes('TÍNH')) {
        row.getCell(at('Kết quả')).value = 'Từ chối';
        row.getCell(at('Lý do từ chối')).value = 'Đã có tài khoản';
      } else if (name.toUpperCase().includes('LẠ')) {
        row.getCell(at('Họ và tên')).value = 'Người Không Quen';
        row.getCell(at('Kết quả')).value = 'Từ chối';
        row.getCell(at('Lý do từ chối')).value = 'Không rõ';
      }
    });
    const preview = await previewFile(province(), batchId, 'ket-qua.xlsx', filled);
    expect(preview.results).toEqual([
      { lineId: lines[0], outcome: 'granted', accountName: 'bangma.natam', effectiveOn: ON },
      { lineId: lines[1], outcome: 'refused', reason: 'Đã có tài khoản' },
    ]);
    expect(preview).toMatchObject({ matched: 2, unmatched: [{ text: expect.stringContaining('Không Quen') }] });
    expect(
      (
        await itemsOf(
          office,
          (
            await readOne<{ request_id: string }>(office, 'select request_id from request_item where id = $1', [
              lines[0],
            ])
          ).request_id,
        )
      )[0]?.state,
    ).toBe('open');
    expect(await send(batchId, preview.results)).toMatchObject({ granted: 1, refused: 1, failed: [] });
    await expect(previewFile(as(world.district.focal), batchId, 'ket-qua.xlsx', filled)).rejects.toMatchObject({
      status: 403,
    });
    await expect(previewFile(province(), batchId, 'ket-qua.xlsx', Buffer.from('khong phai'))).rejects.toMatchObject({
      code: 'tables.unreadable',
    });
  });
});

describe('certificates', () => {
  test('an issued one stands in the register; three working days, then a reminder every third day', async () => {
    const { content } = organisation('10');
    const requestId = await plantAccepted(office, world.other, { kind: 'cert.issue.org', content });
    const batchId = await sendBatch(office, world, 'cert.issue.org');
    const sent = await viewBatch(as(world.district.focal), batchId);
    // Monday 22/3/2021 and three working days.
    expect(sent).toMatchObject({ answerDueOn: '2021-03-25', overdue: false });
    const reminders = async () =>
      (
        await readOne<{ n: number }>(
          office,
          "select count(*)::int as n from audit_leaf where object_id = $1 and action = 'requests.roster_reminded'",
          [batchId],
        )
      ).n;
    await remindOverdue(office);
    expect(await reminders()).toBe(0);
    const before = office.clock.now();
    office.clock.set('2021-03-26T01:00:00Z');
    await remindOverdue(office);
    await remindOverdue(office);
    expect(await reminders()).toBe(1);
    expect((await viewBatch(as(world.district.focal), batchId)).overdue).toBe(true);
    office.clock.set('2021-03-30T01:00:00Z');
    await remindOverdue(office);
    expect(await reminders()).toBe(2);

    const [line] = await itemsOf(office, requestId);
    const result: LineResult = {
      lineId: line?.id ?? '',
      outcome: 'granted',
      serial: '7A 01 22',
      validFrom: '2021-03-30',
      validTo: '2026-03-30',
    };
    const wrong = await send(batchId, [{ ...result, validTo: '2021-03-30' }], world.district.focal);
    expect(wrong.failed).toMatchObject([{ code: 'requests.result_incomplete' }]);
    expect(await send(batchId, [result], world.district.focal)).toMatchObject({ failed: [], state: 'resulted' });
    const facts = await certificateFacts(office.db, { serialKeys: ['7a0122'] });
    expect(facts.bySerial.get('7a0122')).toMatchObject({ subjectKind: 'organisation', validTo: '2026-03-30' });
    expect((await stateOf(office, requestId)).state).toBe('closed');
    office.clock.set(before);
  });

  test('a lost device does not wait for others: a batch of one with its letter, once', async () => {
    const content = exampleContent('M04');
    const requestId = await plantAccepted(office, world.commune, { kind: 'cert.revoke', content, urgent: true });
    const { userId, positionId } = world.district.focal;
    const run = () => forwardUrgent(office, { requestId, userId, positionId });
    await run();
    await run();
    const rows = await rawQuery<{ state: string; urgent: boolean; document_id: string | null; line_count: number }>(
      office.db,
      "select state, urgent, document_id, line_count from request_batch where kind = 'cert.revoke'",
      [],
    );
    expect(rows).toMatchObject([{ state: 'letter_drafted', urgent: true, line_count: 1 }]);
    const row = await readOne<{ content: { urgency: string } }>(
      office,
      'select content from drafting_draft where id = $1',
      [rows[0]?.document_id],
    );
    expect(row.content.urgency).toBe('urgent');
  });
});
