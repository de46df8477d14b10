import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { insertDocument } from '#modules/documents';
import type { Subject } from '../../platform/authorise.ts';
import { newId } from '../../platform/ids.ts';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildDistrictOffice, type DistrictOffice, goodContent } from '../drafting/drafting.testing.ts';
import { bindNumber } from './commands/bind-number.ts';
import { cancelDocumentNumber } from './commands/cancel-number.ts';
import { issueDocuments } from './commands/issue-documents.ts';
import { getOutgoing, insertOutgoing } from './outgoing.store.ts';
import { buildHandedOver, giveDemoKeys, type RecordedPorts, recordPorts, signAll } from './outgoing.testing.ts';
import { listOutgoing } from './queries/list-outgoing.ts';
import { outgoingCounts, outgoingDesk } from './queries/outgoing-desk.ts';
import { readOutgoingFile, viewOutgoing } from './queries/view-outgoing.ts';
import { listRegister } from './register/list-register.ts';
import { exportRegister, printRegister } from './register/print-register.ts';

let office: TestOffice;
let district: DistrictOffice;
const ports: RecordedPorts = recordPorts();
/** Issued, sealed, signed, waiting: one of each. */
const ids = { issued: '', cancelled: '', sealed: '', signed: '', waiting: '' };

function as(subject: Subject) {
  office.clock.advance(60_000);
  return office.as(subject);
}

beforeAll(async () => {
  office = await createTestOffice();
  district = await buildDistrictOffice(office);
  await giveDemoKeys(office, district);
  for (const [index, name] of (['issued', 'cancelled', 'sealed', 'signed', 'waiting'] as const).entries()) {
    const content = goodContent(district.deputy.positionId, `nội dung thứ ${index + 1}`);
    ids[name] = await buildHandedOver(office, district, { ...content, typistMark: 'PL.(30)' });
  }
  const { issued, cancelled, sealed, signed } = ids;
  await signAll(as(district.deputy), ports, 'outgoing.sign', [issued, cancelled, sealed, signed]);
  await signAll(as(district.clerk), ports, 'outgoing.seal', [issued, cancelled, sealed]);
  await cancelDocumentNumber(as(district.clerk), ports, cancelled, 'Trùng nội dung');
  await issueDocuments(as(district.clerk), ports, { documentIds: [issued] });
});
afterAll(() => office.close());

describe('lists', () => {
  const list = (who: Subject, query: Partial<Parameters<typeof listOutgoing>[2]> = {}) =>
    listOutgoing(office.as(who), ports, { box: 'all', limit: 50, ...query });

  test('each box for each role, and nothing of another agency', async () => {
    const clerk = await list(district.clerk);
    expect(clerk.counts).toEqual({
      all: 5,
      to_sign: 0,
      to_number: 1,
      to_issue: 1,
      issued: 1,
      following: 0,
      returned: 0,
      mine: 0,
    });
    expect(clerk.items[0]?.id).toBe(ids.issued);
    const deputy = await list(district.deputy, { box: 'to_sign' });
    expect(deputy.items.map((item) => item.id)).toEqual([ids.waiting]);
    expect(deputy.items[0]?.abilities['outgoing.sign']).toBe(true);
    expect((await list(district.specialist)).counts).toMatchObject({ all: 5, mine: 5, to_number: 0, following: 1 });
    expect((await list(district.stranger)).counts.all).toBe(0);
  });

  test('another unit sees nothing, whoever asks for whatever box', async () => {
    const elsewhere = { ...district.specialist, personId: district.clerk.personId, unitIds: [district.clerk.unitId] };
    for (const box of ['all', 'issued', 'mine', 'returned'] as const) {
      expect((await list(elsewhere, { box })).items).toEqual([]);
    }
  });

  test('pages by key without a repeat or a gap, in both shapes of reach', async () => {
    for (const who of [district.clerk, district.specialist]) {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await list(who, { limit: 2, cursor });
        seen.push(...page.items.map((item) => item.id));
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      expect(seen).toHaveLength(5);
      expect(new Set(seen).size).toBe(5);
    }
  });

  test('filters by words without accents, year and type', async () => {
    expect((await list(district.clerk, { q: 'noi dung thu 4' })).items.map((item) => item.id)).toEqual([ids.signed]);
    expect((await list(district.specialist, { q: 'không có từ này' })).items).toEqual([]);
    expect((await list(district.clerk, { year: 2021 })).items).toHaveLength(3);
    expect((await list(district.clerk, { year: 2020 })).items).toEqual([]);
    expect((await list(district.clerk, { documentType: 'decision' })).items).toEqual([]);
  });
});

describe('the desk', () => {
  test('says in a sentence what waits, with one action', async () => {
    const clerk = await outgoingDesk(office.as(district.clerk));
    expect(clerk.map((group) => [group.key, group.count])).toEqual([
      ['outgoing.to_number', 1],
      ['outgoing.to_issue', 1],
    ]);
    const [numbering, issuing] = clerk.map((group) => group.rows[0]);
    expect(numbering?.sentence.map((part) => part.text).join('')).toBe(
      'Phó Chủ tịch Hoàng Văn Phó đã ký Công văn về việc nội dung thứ 4.',
    );
    expect(numbering?.action?.link).toBe(`/ky-so?viec=dau&vb=${ids.signed}`);
    expect(issuing?.sentence.map((part) => part.text).join('')).toBe(
      'Công văn 03/UBND-VHTT đã đóng dấu, chờ gửi 3 nơi nhận.',
    );
    expect((await outgoingDesk(office.as(district.deputy))).map((group) => group.key)).toEqual(['outgoing.to_sign']);
    expect(await outgoingDesk(office.as(district.stranger))).toEqual([]);
    expect(await outgoingCounts(office.as(district.clerk))).toEqual({ outgoing: 2, signing: 0 });
  });
});

describe('the register', () => {
  const query = { series: 'all', limit: 50 };

  test('holds every number with its ten columns, the cancelled one with its reason', async () => {
    const page = await listRegister(office.as(district.clerk), ports, query);
    expect(page).toMatchObject({ year: 2021, lastNumber: 3, cancelled: 1, years: [2021], nextCursor: null });
    expect(page.items.map((row) => [row.number, row.cancelled])).toEqual([
      [3, false],
      [2, true],
      [1, false],
    ]);
    expect(page.items[2]).toMatchObject({
      numberSymbol: '01/UBND-VHTT',
      issuedOn: '2021-03-22',
      typeName: 'Công văn',
      abstract: 'nội dung thứ 1',
      signatory: 'Hoàng Văn Phó',
      recipients: 'Như trên',
      filedCopyHolder: 'VT, VHTT',
      copies: 30,
      sentOn: '2021-03-22',
      note: '',
    });
    expect(page.items[1]?.note).toContain('Trùng nội dung');
    const second = await listRegister(office.as(district.clerk), ports, { ...query, limit: 2 });
    expect(second.nextCursor).toBe('2');
    const rest = await listRegister(office.as(district.clerk), ports, { ...query, limit: 2, cursor: '2' });
    expect(rest.items.map((row) => row.number)).toEqual([1]);
  });

  test('filters, is scoped to what one may see and empty for a year without numbers', async () => {
    const numbers = async (who: Subject, given: object) =>
      (await listRegister(office.as(who), ports, { ...query, ...given })).items.map((row) => row.number);
    expect(await numbers(district.clerk, { fromNumber: 2, toNumber: 2 })).toEqual([2]);
    expect(await numbers(district.clerk, { signatory: 'Hoàng Văn Phó', q: 'thu 3' })).toEqual([3]);
    expect(await numbers(district.clerk, { from: '2021-03-23' })).toEqual([]);
    expect(await numbers(district.clerk, { year: 2020 })).toEqual([]);
    expect(await numbers(district.specialist, {})).toEqual([3, 2, 1]);
    expect(await numbers({ ...district.specialist, personId: district.clerk.personId, unitIds: [] }, {})).toEqual([]);
    expect(await numbers(district.stranger, {})).toEqual([]);
  });

  test('is printed and exported by the clerk, on record; a specialist is refused', async () => {
    const printed = await printRegister(as(district.clerk), query);
    expect(printed.stream instanceof Buffer && printed.stream.subarray(0, 5).toString()).toBe('%PDF-');
    const exported = await exportRegister(as(district.clerk), query);
    expect(exported.headers['content-type']).toContain('spreadsheetml');
    await expect(printRegister(as(district.specialist), query)).rejects.toMatchObject({
      code: 'outgoing.print_register.forbidden',
    });
    const [leaves] = await rawQuery<{ n: number }>(
      office.db,
      `select count(*)::int as n from audit_leaf where action = 'outgoing.register_printed'`,
      [],
    );
    expect(leaves?.n).toBe(2);
  });

  test('100 numbers at once: none twice, none skipped', async () => {
    const { row, document } = await getOutgoing(office.db, district.agencyId, ids.signed);
    const copies = Array.from({ length: 100 }, () => newId());
    await office.db.transaction().execute(async (tx) => {
      for (const id of copies) {
        await insertDocument(tx, { ...document, id });
        await insertOutgoing(tx, { ...row, id, check_code: null });
      }
    });
    const bound = await Promise.all(
      copies.map((id, index) =>
        bindNumber(as(index % 2 === 0 ? district.clerk : district.otherClerk), id, row.current_sha256),
      ),
    );
    const numbers = bound.map((record) => record.document.number ?? 0).sort((left, right) => left - right);
    expect(numbers).toEqual(Array.from({ length: 100 }, (_unused, index) => index + 4));
    expect(new Set(bound.map((record) => record.document.document_code)).size).toBe(100);
  });
});

test('files open for who may see the document, and only its own', async () => {
  const view = await viewOutgoing(office.as(district.specialist), ports, ids.issued);
  expect(view.mainFile.role).toBe('issued');
  const file = await readOutgoingFile(office.as(district.specialist), ids.issued, view.mainFile.fileId, false);
  expect(file.headers['content-disposition']).toMatch(/^inline/);
  const other = await viewOutgoing(office.as(district.clerk), ports, ids.sealed);
  await expect(
    readOutgoingFile(office.as(district.clerk), ids.issued, other.mainFile.fileId, true),
  ).rejects.toMatchObject({ code: 'files.not_found' });
  await expect(
    readOutgoingFile(office.as(district.stranger), ids.issued, view.mainFile.fileId, true),
  ).rejects.toMatchObject({ status: 404 });
});
