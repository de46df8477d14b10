import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { QuarantinePage } from '@congvu/contracts';
import { buildEdxml, type EdxmlDocument } from '@congvu/edxml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storeBytes } from '#modules/files';
import { newId } from '../../platform/ids.ts';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildTextPdf } from '../files/files.testing.ts';
import { discardQuarantined, retryQuarantined } from './commands/decide-quarantine.ts';
import { createReader } from './inbox/read-due.ts';
import { inspectWithFiles, noInspection } from './interchange.ports.ts';
import {
  auditActions,
  buildExchange,
  countIncoming,
  deliver,
  inboxOf,
  type TestExchange,
  type TestReceiver,
} from './interchange.testing.ts';
import { listQuarantine, readRaw } from './queries/list-quarantine.ts';

let office: TestOffice;
let exchange: TestExchange;
let receiver: TestReceiver;

beforeAll(async () => {
  office = await createTestOffice();
  exchange = await buildExchange(office, 2);
  const [first] = exchange.receivers;
  if (first === undefined) {
    throw new Error('two receivers were built');
  }
  receiver = first;
});
afterAll(() => office.close());

let number = 500;

function letter(given: Partial<EdxmlDocument> = {}): EdxmlDocument {
  number += 1;
  return {
    kind: 'document',
    from: { agencyCode: exchange.senderCode, name: 'UBND huyện Thử' },
    to: [{ agencyCode: receiver.code, name: receiver.name }],
    documentId: `${exchange.senderCode},2021/03/22,${number}/UBND`,
    number: String(number),
    symbol: 'UBND',
    issuedOn: '2021-03-22',
    abstract: 'V/v rà soát chứng thư số',
    ...given,
  };
}

const PAGE = { name: 'Công văn.pdf', content: Buffer.from('%PDF-1.7 một trang') };

function pack(message: EdxmlDocument, content: Uint8Array = PAGE.content): Promise<Uint8Array> {
  return buildEdxml(message, [{ ...PAGE, content }]);
}

type Given = { kind?: 'document' | 'status'; sha256?: string };

async function store(bytes: Uint8Array, given: Given = {}): Promise<string> {
  return deliver(office, {
    agency_id: receiver.agencyId,
    kind: 'document',
    sender_agency_id: exchange.senderId,
    sender_code: exchange.senderCode,
    receiver_code: receiver.code,
    bytes,
    ...given,
  });
}

async function rowOf(id: string) {
  return (await inboxOf(office, receiver.agencyId)).find((candidate) => candidate.id === id);
}

async function receive(bytes: Uint8Array, given: Given = {}) {
  const before = await countIncoming(office, receiver.agencyId);
  const id = await store(bytes, given);
  await exchange.read(office);
  const after = await countIncoming(office, receiver.agencyId);
  return { id, row: await rowOf(id), added: after.documents - before.documents };
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}

/** One-entry ZIP whose content is far larger than its bytes. */
function zipBomb(): Buffer {
  const content = Buffer.alloc(60 * 1024 * 1024);
  const packed = deflateRawSync(content, { level: 9 });
  const name = Buffer.from('a.pdf');
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(20, 4);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(packed.length, 18);
  local.writeUInt32LE(content.length, 22);
  local.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(20, 4);
  central.writeUInt16LE(20, 6);
  central.writeUInt16LE(8, 10);
  central.writeUInt32LE(packed.length, 20);
  central.writeUInt32LE(content.length, 24);
  central.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(46 + name.length, 12);
  end.writeUInt32LE(30 + name.length + packed.length, 16);
  return Buffer.concat([local, name, packed, central, name, end]);
}

test('control: a whole letter becomes a document', async () => {
  const { row, added } = await receive(await pack(letter()));
  expect([row?.state, added]).toEqual(['done', 1]);
});

describe('a message that cannot be taken in is set aside with its bytes and a reason', () => {
  const cases: [string, () => Promise<{ bytes: Uint8Array; kind?: 'status' }>, string][] = [
    ['no XML', async () => ({ bytes: Buffer.from('%PDF-1.7 không phải XML') }), 'edxml.not_xml'],
    [
      'a DOCTYPE',
      async () => ({ bytes: Buffer.from('<!DOCTYPE edXML [<!ENTITY a "b">]><edXML>&a;</edXML>') }),
      'edxml.doctype_refused',
    ],
    ['cut in the middle', async () => ({ bytes: (await pack(letter())).subarray(0, 900) }), 'edxml.truncated'],
    [
      'another addressee',
      async () => ({ bytes: await pack(letter({ to: [{ agencyCode: 'H99.1', name: 'UBND nơi khác' }] })) }),
      'interchange.wrong_addressee',
    ],
    [
      'another sender than the carrier knows',
      async () => ({ bytes: await pack(letter({ from: { agencyCode: 'H98', name: 'Kẻ giả' } })) }),
      'interchange.sender_mismatch',
    ],
    [
      'a status sent as a letter',
      async () => ({
        bytes: await buildEdxml({
          kind: 'status',
          from: { agencyCode: exchange.senderCode },
          responseTo: { documentId: 'x', agencyCode: receiver.code, numberSymbol: '1/UBND', issuedOn: '2021-03-22' },
          statusCode: '03',
          at: '2021-03-22T08:00:00+07:00',
        }),
      }),
      'interchange.not_a_letter',
    ],
    [
      'a letter sent as a status',
      async () => ({ bytes: await pack(letter()), kind: 'status' }),
      'interchange.not_a_status',
    ],
    ['nothing to read', async () => ({ bytes: await buildEdxml(letter()) }), 'interchange.incomplete'],
    [
      'a state secret',
      async () => ({ bytes: await pack(letter({ abstract: 'Báo cáo tình hình biên giới (Mật)' })) }),
      'documents.state_secret',
    ],
  ];

  test.each(cases)('%s', async (_name, build, code) => {
    const { bytes, ...given } = await build();
    const { row, added } = await receive(bytes, given);
    expect([row?.state, row?.error_code, added]).toEqual(['quarantined', code, 0]);
    expect(row?.error_text).not.toBe('');
    expect(await office.blobs.readBytes(row?.sha256 ?? '')).toEqual(Buffer.from(bytes));
  });

  test('bytes changed on the way', async () => {
    const sent = letter();
    const id = await store(await pack(sent));
    await rawQuery(office.db, 'update interchange_inbox set content = $2 where id = $1', [
      id,
      Buffer.from(await pack(sent, Buffer.from('%PDF-1.7 bị sửa'))),
    ]);
    await exchange.read(office);
    expect((await rowOf(id))?.error_code).toBe('interchange.bytes_changed');
  });

  test('bytes that our own disk does not give back: tried again, at last set aside', async () => {
    const id = await store(await pack(letter()), { sha256: 'f'.repeat(64) });
    await exchange.read(office);
    expect(await rowOf(id)).toMatchObject({ state: 'stored', attempts: 1 });
    for (let time = 0; time < 10; time += 1) {
      office.clock.advance(10 * 60_000);
      await exchange.read(office);
    }
    expect(await rowOf(id)).toMatchObject({ state: 'quarantined', error_code: 'interchange.reading_failed' });
  });

  test('and the clerks are told once per place, with a trace', async () => {
    const notices = await rawQuery(office.db, 'select 1 from notification where person_id = $1 and link like $2', [
      receiver.clerk.personId,
      '%quarantine',
    ]);
    expect(notices).toHaveLength(1);
    expect(await auditActions(office, receiver.agencyId)).toContain('interchange.quarantined');
  });

  test('a state secret is answered with a refusal', async () => {
    const sent = await rawQuery<{ status_code: string }>(
      office.db,
      `select status_code from interchange_message where agency_id = $1 and status_code = '02'`,
      [receiver.agencyId],
    );
    expect(sent).toHaveLength(1);
  });
});

describe('a page marked as a state secret', () => {
  const HEAD = 'UBND HUYỆN   CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n\tSố: 12/BC-UBND   Tam Đường, ngày 22';
  const marked = (level: string): Buffer => buildTextPdf([HEAD, `\t${level}\n\tBÁO CÁO tình hình biên giới`]);
  const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
  const filesOf = (agencyId: string, sha256: string) =>
    rawQuery(office.db, 'select 1 as one from file where agency_id = $1 and sha256 = $2', [agencyId, sha256]);
  const answersTo = (id: string) =>
    rawQuery<{ status_code: string }>(
      office.db,
      'select status_code from interchange_message where agency_id = $1 and document_id = $2',
      [receiver.agencyId, id],
    );

  test.each(['MẬT', 'TỐI MẬT', 'TUYỆT MẬT'])(
    '%s is set aside, refused to its sender, none of its files stored',
    async (level) => {
      const [page, form] = [marked(level), Buffer.from(`mẫu ${level}`)];
      const bytes = await buildEdxml(letter(), [
        PAGE,
        { name: 'Mẫu.txt', content: form },
        { name: 'Phụ lục.pdf', content: page },
      ]);
      const { id, row, added } = await receive(bytes);
      expect([row?.state, row?.error_code, added]).toEqual(['quarantined', 'documents.state_secret', 0]);
      expect(await answersTo(id)).toEqual([{ status_code: '02' }]);
      for (const content of [page, form]) {
        expect(office.blobs.has(hashOf(content))).toBe(false);
        expect(await filesOf(receiver.agencyId, hashOf(content))).toEqual([]);
      }
      expect(await rawQuery(office.db, 'select 1 as one from file_text where sha256 = $1', [hashOf(page)])).toEqual([]);
    },
  );

  test('leaves an incident that says where and nothing of what', async () => {
    const { id, row } = await receive(await pack(letter(), marked('MẬT')));
    const leaves = await rawQuery<{ action: string; detail: object }>(
      office.db,
      'select action, detail from audit_leaf where object_id = $1',
      [id],
    );
    expect(leaves).toMatchObject([{ action: 'interchange.quarantined', detail: { code: 'documents.state_secret' } }]);
    expect(row?.error_text).toContain('trang 2 của tệp thứ 1');
    expect(JSON.stringify([leaves, row?.error_text])).not.toContain('biên giới');
  });

  test('that its sender holds under the same bytes stays with the sender alone', async () => {
    const file = await storeBytes(office, marked('TỐI MẬT'), 'Công văn.pdf', 'application/pdf');
    await exchange.issue({ files: [{ fileId: newId(), ...file, main: true }] });
    await exchange.settle();
    const rows = await inboxOf(office, receiver.agencyId);
    expect(rows.at(-1)).toMatchObject({ state: 'quarantined', error_code: 'documents.state_secret' });
    expect(office.blobs.has(file.sha256)).toBe(true);
    expect(await filesOf(receiver.agencyId, file.sha256)).toEqual([]);
  });

  test.each(['MẬT KHẨU', 'bảo\nmật thông tin'])(
    'control: a page with the words "%s" comes in with its file',
    async (words) => {
      const page = marked(words);
      const { row, added } = await receive(await pack(letter(), page));
      expect([row?.state, added]).toEqual(['done', 1]);
      expect(await filesOf(receiver.agencyId, hashOf(page))).toHaveLength(1);
    },
  );
});

describe('a defect of one attachment is said of that attachment', () => {
  async function received(bytes: Uint8Array): Promise<{ broken: { name: string; reason: string }[] }> {
    const { row, added } = await receive(bytes);
    expect([row?.state, added]).toEqual(['done', 1]);
    const [document] = await rawQuery<{ envelope: { broken: { name: string; reason: string }[] } }>(
      office.db,
      'select envelope from incoming_document where agency_id = $1 and id = $2',
      [receiver.agencyId, row?.document_id],
    );
    return { broken: document?.envelope.broken ?? [] };
  }

  test('a ZIP bomb', async () => {
    const bytes = await buildEdxml(letter(), [PAGE, { name: 'bom.pdf', content: zipBomb() }], { packing: 'raw' });
    const { broken } = await received(bytes);
    expect(broken.map((item) => item.name)).toEqual(['bom.pdf']);
  });

  test('cut base64', async () => {
    const bytes = await buildEdxml(
      letter(),
      [PAGE, { name: 'cut.pdf', content: Buffer.from('%PDF-1.7 một trang nữa') }],
      {
        packing: 'raw',
      },
    );
    const cut = text(bytes).replace(/=*<\/edXML:ContentTransferEncoded>(?![\s\S]*ContentTransferEncoded)/, (end) =>
      end.startsWith('=') ? end.replace(/^=+/, '') : `A${end}`,
    );
    const { broken } = await received(Buffer.from(cut));
    expect(broken.map((item) => item.name)).toEqual(['cut.pdf']);
  });
});

describe('the same key', () => {
  test('with the same content by another message is a repetition', async () => {
    const message = letter();
    const first = await receive(await pack(message));
    const second = await receive(
      await pack({ ...message, trace: [{ agencyCode: 'H35', at: '2021-03-22T09:00:00+07:00' }] }),
    );
    expect([second.row?.state, second.added, second.row?.document_id]).toEqual([
      'duplicate',
      0,
      first.row?.document_id,
    ]);
  });

  test('the same number under another DocumentId is the same letter', async () => {
    const message = letter();
    const first = await receive(await pack(message));
    const second = await receive(await pack({ ...message, documentId: '7d5f4c1e-0000-4000-8000-000000000000' }));
    expect([second.row?.state, second.row?.document_id]).toEqual(['duplicate', first.row?.document_id]);
  });

  test('with another content waits for the clerk and never replaces the first', async () => {
    const message = letter();
    const first = await receive(await pack(message));
    const changed = await pack(message, Buffer.from('%PDF-1.7 trang khác'));
    const second = await receive(changed);
    expect([second.row?.state, second.row?.error_code, second.added]).toEqual([
      'quarantined',
      'interchange.conflict',
      0,
    ]);
    await retryQuarantined(office.as(receiver.clerk), second.id);
    await exchange.settle();
    const rows = await inboxOf(office, receiver.agencyId);
    const taken = rows.find((row) => row.id === second.id);
    expect(taken?.state).toBe('done');
    expect(taken?.document_id).not.toBe(first.row?.document_id);
    const again = await receive(changed);
    expect([again.row?.state, again.row?.document_id]).toEqual(['duplicate', taken?.document_id]);
  });

  test('at once by two messages with other contents: one is in, one waits', async () => {
    const message = letter();
    const ids = await Promise.all(
      ['%PDF-1.7 A', '%PDF-1.7 B'].map(async (content) =>
        deliver(office, {
          agency_id: receiver.agencyId,
          kind: 'document',
          sender_agency_id: exchange.senderId,
          sender_code: exchange.senderCode,
          receiver_code: receiver.code,
          bytes: await pack(message, Buffer.from(content)),
        }),
      ),
    );
    await Promise.all([exchange.read(office), createReader(exchange.exchange)(office)]);
    const rows = (await inboxOf(office, receiver.agencyId)).filter((row) => ids.includes(row.id));
    expect(rows.map((row) => row.state).sort()).toEqual(['done', 'quarantined']);
  });
});

describe('the clerk decides', () => {
  async function setAside(): Promise<string> {
    number += 1;
    return (await receive(Buffer.from(`hỏng ${number}`))).id;
  }

  test('sees the list with reasons and can take the raw bytes', async () => {
    const id = await setAside();
    const { items } = QuarantinePage.parse(await listQuarantine(office.as(receiver.clerk), { limit: 50 }));
    const item = items.find((candidate) => candidate.id === id);
    expect(item).toMatchObject({ code: 'edxml.not_xml', senderName: 'UBND huyện Thử', state: 'quarantined' });
    expect(item?.abilities['interchange.retry']).toBe(true);
    const raw = await readRaw(office.as(receiver.clerk), id);
    expect(raw.headers['content-disposition']).toContain('attachment');
  });

  test('a program among the files sets the letter aside, and its bytes leave through no page', async () => {
    exchange.exchange.inspectAttachments = inspectWithFiles;
    const { id, row, added } = await receive(await pack(letter(), Buffer.from('MZ\x90\0 chương trình')));
    expect([row?.state, row?.error_code, added]).toEqual(['quarantined', 'interchange.infected', 0]);
    await expect(readRaw(office.as(receiver.clerk), id)).rejects.toMatchObject({ code: 'interchange.infected' });
    const macro = await receive(await pack(letter(), Buffer.from('%PDF-1.7 1 0 obj<</S/JavaScript>>')));
    expect([macro.row?.state, macro.added]).toEqual(['done', 1]);
    exchange.exchange.inspectAttachments = noInspection;
    const control = await receive(await pack(letter(), Buffer.from('MZ\x90\0 chương trình')));
    expect(control.added).toBe(1);
  });

  test('discards with a reason, once', async () => {
    const id = await setAside();
    await discardQuarantined(office.as(receiver.clerk), id, 'Gói tin rác');
    const again = discardQuarantined(office.as(receiver.clerk), id, 'Gói tin rác');
    await expect(again).rejects.toMatchObject({ code: 'interchange.discard.forbidden' });
    await expect(retryQuarantined(office.as(receiver.clerk), id)).rejects.toMatchObject({ status: 403 });
    expect(await auditActions(office, receiver.agencyId)).toContain('interchange.quarantine_discarded');
  });

  test('nobody else may, and another agency does not see it', async () => {
    const id = await setAside();
    const [, other] = exchange.receivers;
    const foreign = retryQuarantined(office.as(other?.clerk ?? exchange.clerk), id);
    await expect(foreign).rejects.toMatchObject({ code: 'interchange.quarantine_not_found' });
    const specialist = { ...receiver.clerk, roles: ['specialist' as const] };
    await expect(discardQuarantined(office.as(specialist), id, 'không được')).rejects.toMatchObject({ status: 403 });
    await expect(listQuarantine(office.as(specialist), { limit: 50 })).rejects.toMatchObject({ status: 403 });
  });
});
