import { Readable } from 'node:stream';
import type { CreateIncoming } from '@congvu/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listDocumentFiles } from '#modules/documents';
import type { Subject } from '../../../platform/authorise.ts';
import type { UploadedFile } from '../../../platform/http/route.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { buildTextPdf } from '../../files/files.testing.ts';
import { startFakeClamd } from '../../files/scan/fake-clamd.testing.ts';
import { getIncoming } from '../incoming.store.ts';
import { buildCommune, buildLetter, receiveForTest, recordingPorts, type TestCommune } from '../incoming.testing.ts';
import { createIncoming } from './create-incoming.ts';
import { forgetUploads } from './forget-uploads.ts';
import { registerIncoming } from './register-incoming.ts';
import { updateFacts } from './update-facts.ts';
import { uploadScans } from './upload-scans.ts';

let office: TestOffice;
let commune: TestCommune;
let serial = 0;

beforeAll(async () => {
  office = await createTestOffice();
  commune = await buildCommune(office.db);
});
afterAll(() => office.close());

/** The smallest whole PDF; the text makes each one another file. */
function pdf(text: string): Buffer {
  const objects = ['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[]/Count 0>>'];
  let body = `%PDF-1.4\n%${text}\n`;
  const rows = objects.map((object, index) => {
    const row = `${String(body.length).padStart(10, '0')} 00000 n \n`;
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return row;
  });
  const table = `xref\n0 3\n0000000000 65535 f \n${rows.join('')}trailer\n<</Size 3/Root 1 0 R>>\n`;
  return Buffer.from(`${body}${table}startxref\n${body.length}\n%%EOF\n`);
}

async function* files(...given: [string, Buffer][]): AsyncIterable<UploadedFile> {
  for (const [name, bytes] of given) {
    yield { name, declaredType: 'application/octet-stream', stream: Readable.from([bytes]) };
  }
}

const upload = (subject: Subject, ...given: [string, Buffer][]) => uploadScans(office.as(subject), files(...given));

function entry(
  given: Partial<Omit<CreateIncoming, 'facts'>> & { facts?: Partial<CreateIncoming['facts']> } = {},
): CreateIncoming {
  serial += 1;
  const { facts, ...rest } = given;
  return {
    source: 'paper',
    uploadIds: [],
    register: true,
    presentTo: null,
    declaredSecrecy: 'none',
    acceptDuplicate: false,
    ...rest,
    facts: {
      numberSymbol: `${serial}/TTr-HCTĐ`,
      issuedOn: '2021-03-19',
      issuingAgencyName: 'Hội Chữ thập đỏ huyện Tam Đường',
      issuingAgencyId: null,
      documentType: 'submission',
      typeName: '',
      abstract: 'Tổ chức Ngày hội hiến máu tình nguyện đợt 1 năm 2021',
      signatory: 'Lò Thị Ọi',
      signatoryPosition: 'Chủ tịch',
      urgency: 'normal',
      pageCount: 1,
      replyDueOn: '2021-03-29',
      note: '',
      ...facts,
    },
  };
}

const create = (body: CreateIncoming, subject = commune.clerk) =>
  createIncoming(office.as(subject), recordingPorts(), body);

describe('files put up', () => {
  test('are kept with their verdict until a document takes them', async () => {
    const { items } = await upload(commune.clerk, ['To trinh.pdf', pdf('one')], ['So lieu.csv', Buffer.from('a,b')]);
    expect(items.map((item) => item.verdict.verdict)).toEqual(['unsigned', 'unsigned']);
    const ack = await create(entry({ uploadIds: items.map((item) => item.uploadId) }));
    const stored = await listDocumentFiles(office.db, commune.agencyId, ack.id);
    expect(stored.map((file) => [file.role, file.name])).toEqual([
      ['received', 'To trinh.pdf'],
      ['attachment', 'So lieu.csv'],
    ]);
    const again = create(entry({ uploadIds: items.map((item) => item.uploadId) }));
    await expect(again).rejects.toMatchObject({ code: 'incoming.upload_not_found' });
  });

  test.each([
    [
      'an encrypted PDF',
      'a.pdf',
      Buffer.concat([pdf('x'), Buffer.from('trailer<</Encrypt 9 0 R>>')]),
      'files.encrypted_pdf',
    ],
    ['a truncated PDF', 'a.pdf', pdf('long enough').subarray(0, 60), 'files.broken_pdf'],
    ['a program', 'a.exe', Buffer.from('MZ'), 'files.type_refused'],
    ['an empty file', 'a.pdf', Buffer.alloc(0), 'files.empty'],
    ['a marked name', 'Báo cáo (Tối mật).pdf', pdf('y'), 'documents.state_secret'],
    ['a marked page', 'a.pdf', buildTextPdf(['Trang một', 'UBND HUYỆN   TỐI MẬT']), 'documents.state_secret'],
  ])('%s is refused', async (_what, name, bytes, code) => {
    await expect(upload(commune.clerk, [name, bytes])).rejects.toMatchObject({ code });
  });

  test('with malware are refused, and nothing waits for a document', async () => {
    const clamd = await startFakeClamd();
    office.config.clamd = clamd.address;
    const waiting = () => rawQuery(office.db, 'select id from incoming_upload', []);
    const before = await waiting();
    await expect(upload(commune.clerk, ['Giay moi.pdf', pdf('EVIL')])).rejects.toMatchObject({
      code: 'files.infected',
    });
    expect(await waiting()).toEqual(before);
    expect((await upload(commune.clerk, ['Giay moi.pdf', pdf('sach')])).items).toHaveLength(1);
    office.config.clamd = undefined;
    await clamd.close();
  });

  test('are the clerk’s to put up, and are forgotten after a day', async () => {
    await expect(upload(commune.specialist, ['a.pdf', pdf('z')])).rejects.toMatchObject({
      code: 'incoming.create.forbidden',
    });
    const { items } = await upload(commune.clerk, ['a.pdf', pdf('old')]);
    const left = async () => rawQuery(office.db, 'select 1 from incoming_upload where id = $1', [items[0]?.uploadId]);
    await forgetUploads(office);
    expect(await left()).toHaveLength(1);
    await forgetUploads({ ...office, clock: { now: () => new Date('2021-03-24T00:00:00Z') } });
    expect(await left()).toEqual([]);
  });

  test('one upload and two clerks at once: one document', async () => {
    const { items } = await upload(commune.clerk, ['a.pdf', pdf('race')]);
    const uploadIds = items.map((item) => item.uploadId);
    const outcomes = await Promise.allSettled([
      create(entry({ uploadIds })),
      create(entry({ uploadIds }), commune.secondClerk),
    ]);
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
  });
});

describe('vào sổ by hand', () => {
  test('in one act with number, leader, facts in both records and a trace', async () => {
    const ack = await create(entry({ presentTo: commune.leader.positionId }));
    expect(ack).toMatchObject({ state: 'awaiting_directive', arrivalNumber: expect.any(Number) });
    const row = await getIncoming(office.db, { agencyId: commune.agencyId, id: ack.id });
    expect(row).toMatchObject({ type_name: 'Tờ trình', reply_due_on: '2021-03-29', arrived_on: '2021-03-22' });
    const [document] = await rawQuery<{ number: number; symbol: string }>(
      office.db,
      'select number, symbol from document where id = $1',
      [ack.id],
    );
    expect(document).toEqual({ number: serial, symbol: 'TTr-HCTĐ' });
    const trail = await rawQuery(
      office.db,
      "select 1 from audit_leaf where object_id = $1 and action = 'incoming.registered'",
      [ack.id],
    );
    expect(trail).toHaveLength(1);
  });

  test('without registering waits among the new ones; a citizen’s letter needs no number', async () => {
    const ack = await create(
      entry({
        register: false,
        facts: { numberSymbol: '', documentType: 'other', typeName: 'Đơn đề nghị', issuedOn: null },
      }),
    );
    expect(ack).toMatchObject({ state: 'received', arrivalNumber: null });
  });

  test('numbers follow one another over paper and exchange', async () => {
    const first = await create(entry());
    const { documentId } = await receiveForTest(office, buildLetter(commune.agencyId));
    const second = await registerIncoming(office.as(commune.clerk), recordingPorts(), documentId, {
      presentTo: null,
      acceptDuplicate: false,
    });
    const third = await create(entry());
    const start = first.arrivalNumber ?? 0;
    expect([second.arrivalNumber, third.arrivalNumber]).toEqual([start + 1, start + 2]);
  });

  test('a duplicate is refused until it was read, and marked afterwards', async () => {
    const body = entry();
    await create(body);
    await expect(create(body)).rejects.toMatchObject({ code: 'incoming.duplicate', status: 409 });
    const ack = await create({ ...body, acceptDuplicate: true });
    expect((await getIncoming(office.db, { agencyId: commune.agencyId, id: ack.id })).is_duplicate).toBe(true);
  });

  test('the very same file is a duplicate whatever its facts', async () => {
    const one = await upload(commune.clerk, ['a.pdf', pdf('twice')]);
    await create(entry({ uploadIds: one.items.map((item) => item.uploadId) }));
    const two = await upload(commune.clerk, ['b.pdf', pdf('twice')]);
    expect(two.items[0]?.duplicates).toMatchObject([{ kind: 'file' }]);
    const again = create(entry({ uploadIds: two.items.map((item) => item.uploadId) }));
    await expect(again).rejects.toMatchObject({ code: 'incoming.duplicate' });
  });

  test.each([
    ['a declared level', { declaredSecrecy: 'secret' }, 'documents.state_secret'],
    ['a marked abstract', { facts: { abstract: 'Báo cáo (Mật)' } }, 'documents.state_secret'],
    ['an unknown type', { facts: { documentType: 'sonnet' } }, 'incoming.unknown_type'],
    ['a letter of tomorrow', { facts: { issuedOn: '2021-03-23' } }, 'incoming.issued_in_the_future'],
    ['an arrival of tomorrow', { arrivedOn: '2021-03-23' }, 'incoming.arrived_in_the_future'],
    ['an upload nobody made', { uploadIds: ['0190a000-0000-7000-8000-000000000000'] }, 'incoming.upload_not_found'],
    ['a leader who is none', { presentTo: '0190a000-0000-7000-8000-000000000000' }, 'incoming.leader_unknown'],
  ])('%s is refused and takes no number', async (_what, given, code) => {
    const count = () =>
      rawQuery(office.db, 'select last_number from register where agency_id = $1', [commune.agencyId]);
    const before = await count();
    await expect(create(entry(given))).rejects.toMatchObject({ code });
    expect(await count()).toEqual(before);
  });

  test('dated back it stands in the book of its year', async () => {
    const ack = await create(entry({ arrivedOn: '2020-12-31', facts: { issuedOn: '2020-12-30', replyDueOn: null } }));
    const row = await getIncoming(office.db, { agencyId: commune.agencyId, id: ack.id });
    expect(row).toMatchObject({ arrival_year: 2020, arrival_number: 1, arrived_on: '2020-12-31' });
  });

  test('is the clerk’s alone', async () => {
    for (const subject of [commune.leader, commune.specialist, commune.administrator]) {
      await expect(create(entry(), subject)).rejects.toMatchObject({ code: 'incoming.create.forbidden' });
    }
  });
});

describe('correcting facts', () => {
  test('of a typed document changes both records and leaves a trace', async () => {
    const ack = await create(entry());
    const facts = { ...entry().facts, abstract: 'Trích yếu đã sửa' };
    await updateFacts(office.as(commune.clerk), recordingPorts(), ack.id, { facts });
    expect((await getIncoming(office.db, { agencyId: commune.agencyId, id: ack.id })).abstract).toBe(
      'Trích yếu đã sửa',
    );
    const [leaf] = await rawQuery<{ detail: { changed: string[] } }>(
      office.db,
      "select detail::jsonb as detail from audit_leaf where object_id = $1 and action = 'incoming.facts_updated'",
      [ack.id],
    );
    expect(leaf?.detail.changed).toContain('abstract');
    await expect(updateFacts(office.as(commune.leader), recordingPorts(), ack.id, { facts })).rejects.toMatchObject({
      code: 'incoming.edit_facts.forbidden',
    });
  });

  test('of a letter of the exchange is refused', async () => {
    const { documentId } = await receiveForTest(
      office,
      buildLetter(commune.agencyId, { facts: { numberSymbol: '5/A-B' } }),
    );
    await expect(
      updateFacts(office.as(commune.clerk), recordingPorts(), documentId, { facts: entry().facts }),
    ).rejects.toMatchObject({ code: 'incoming.facts_read_only' });
  });
});
