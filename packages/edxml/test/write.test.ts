import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import {
  buildEdxml,
  EdxmlError,
  type EdxmlMessage,
  formatDocumentId,
  parseDocumentId,
  parseEdxml,
  readAll,
  statusOf,
  writeEdxml,
} from '../src/index.ts';
import { letter, PDF, STATUS, vector, zip } from './messages.ts';

const FULL = letter({
  placeOfIssue: 'Lai Châu',
  documentType: { code: '1', detail: '0', name: 'Công văn' },
  content: 'Nội dung',
  signatory: { signingCapacity: 'KT. CHỦ TỊCH', position: 'PHÓ CHỦ TỊCH', fullName: 'Nguyễn Văn Mẫu' },
  dueOn: '2026-03-31',
  urgency: 'very_urgent',
  sphereOfIssue: 'Toàn tỉnh',
  typistNotation: 'TVC',
  copyCount: 2,
  pageCount: 3,
  isDirective: true,
  appendices: ['Mẫu 01', 'Mẫu 02'],
  responsesTo: [
    { agencyCode: 'H35', numberSymbol: '9/UBND', documentId: 'H35,2026/01/05,9/UBND', issuedOn: '2026-01-05' },
  ],
  steering: 'directive',
  recipients: ['Như trên', 'Lưu: VT'],
  trace: [{ agencyCode: 'H35.9', at: '2026-03-16T09:30:00+07:00' }],
  business: {
    kind: 'update',
    documentId: 'H35.9,2026/03/01,100/UBND-VHTT',
    reason: 'Cập nhật',
    paperCopyFollows: false,
    contentChanged: true,
    receiversChanged: true,
    receivers: [
      { agencyCode: 'H35.9.1', change: 'removed' },
      { agencyCode: 'H35.9.2', change: 'added' },
    ],
    staff: { department: 'Văn thư', name: 'Trần Thị Ví Dụ', email: 'vanthu@example.vn', mobile: '0900000000' },
  },
});

async function refusal(message: unknown): Promise<EdxmlError> {
  // The writer must also stand up to callers without types.
  const error = await buildEdxml(message as EdxmlMessage).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(EdxmlError);
  return error as EdxmlError; // checked on the line above
}

describe('official shape', () => {
  test('the bytes of the vectors', async () => {
    const file = { name: 'Công văn 123.pdf', content: PDF, description: 'Bản chính' };
    // Raw packing: the output of deflate is not the same on every processor.
    expect(Buffer.from(await buildEdxml(FULL, [file], { packing: 'raw' }))).toEqual(await vector('letter.edxml'));
    expect(Buffer.from(await buildEdxml(STATUS))).toEqual(await vector('status-03.edxml'));
  });

  test('prefixes, order and the double namespace', async () => {
    const text = (await vector('letter.edxml')).toString();
    const names = [...text.matchAll(/<([\w:]+)/g)].map((match) => match[1]);
    expect(names.slice(0, 7)).toEqual([
      'edXML',
      'edXML:edXMLEnvelope',
      'edXML:edXMLHeader',
      'edXML:MessageHeader',
      'edXML:From',
      'edXML:OrganId',
      'edXML:OrganName',
    ]);
    const order = [
      'From',
      'To',
      'DocumentId',
      'Code',
      'PromulgationInfo',
      'DocumentType',
      'Subject',
      'Content',
      'SignerInfo',
    ];
    const after = [
      'DueDate',
      'OtherInfo',
      'ResponseFor',
      'SteeringType',
      'ToPlaces',
      'TraceHeaderList',
      'Bussiness',
      'edXMLBody',
    ];
    const places = [...order, ...after].map((name) => text.indexOf(`<edXML:${name}>`));
    expect(places).toEqual([...places].sort((left, right) => left - right));
    expect(places).not.toContain(-1);
    expect(text).toContain('<edXML:BussinessDocType>2<');
    expect(text.indexOf('</edXML:edXMLEnvelope>')).toBeLessThan(text.indexOf('<AttachmentEncoded>'));
    expect(text).toContain('<edXML:ContentTransferEncoded xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016">');
    expect(text).not.toContain('Signature');
  });

  test('zip packing declares application/zip on the Attachment, the true type on the Reference; raw does not wrap', async () => {
    const zip = Buffer.from(await buildEdxml(letter(), [{ name: 'a.pdf', content: PDF }])).toString();
    expect(zip).toContain('<edXML:ContentType>application/pdf<');
    expect(zip).toContain('<ContentType>application/zip<');
    expect(zip).toContain('>UEsDB');
    const raw = Buffer.from(
      await buildEdxml(letter(), [{ name: 'a.pdf', content: PDF }], { packing: 'raw' }),
    ).toString();
    expect(raw).toContain('<ContentType>application/pdf<');
    expect(raw).toContain(`>${PDF.toString('base64')}<`);
  });

  test('identical bytes on a retry; a stream gives the same content as bytes', async () => {
    const once = await buildEdxml(FULL, [{ name: 'a.pdf', content: PDF }]);
    expect(await buildEdxml(FULL, [{ name: 'a.pdf', content: PDF }])).toEqual(once);
    const streamed = await buildEdxml(FULL, [
      { name: 'a.pdf', content: Readable.from([PDF.subarray(0, 10), PDF.subarray(10)]) },
    ]);
    const [attachment] = (await parseEdxml(streamed)).attachments;
    expect(attachment).toMatchObject({ wasWrapped: true, hasReference: true, mediaType: 'application/pdf' });
    expect(attachment?.content && Buffer.from(await readAll(attachment.content))).toEqual(PDF);
  });

  test.each([true, false])('a blank scan is no ZIP bomb to whoever receives it (streamed: %s)', async (streamed) => {
    const content = Buffer.alloc(3 * 1024 * 1024);
    const file = { name: 'to-trang.tif', content: streamed ? Readable.from([content]) : content };
    const bytes = await buildEdxml(letter(), [file]);
    const [got] = (await parseEdxml(bytes)).attachments;
    expect(got).toMatchObject({ wasWrapped: true, size: content.length });
    expect(got?.error).toBeUndefined();
    expect(bytes.length).toBeLessThan(content.length / 4);
  });

  test('a file that is a ZIP itself goes as it is', async () => {
    const office = zip({ name: '[Content_Types].xml', bytes: PDF }, { name: 'word/document.xml', bytes: PDF });
    const inputs = [office, Readable.from([office])].map((content, index) => ({ name: `Mẫu ${index}.docx`, content }));
    const bytes = Buffer.from(await buildEdxml(letter(), inputs)).toString();
    expect(bytes.split(`>${office.toString('base64')}<`)).toHaveLength(3);
    expect(bytes).not.toContain('<ContentType>application/zip<');
  });

  test('a content that was only begun is closed', async () => {
    let isClosed = false;
    const content = async function* (): AsyncGenerator<Uint8Array> {
      try {
        for (;;) {
          yield Buffer.alloc(1000, 7);
        }
      } finally {
        isClosed = true;
      }
    };
    let total = 0;
    for await (const chunk of writeEdxml(letter(), [{ name: 'a.docx', content: content() }])) {
      total += chunk.length;
      if (total > 20_000) {
        break;
      }
    }
    expect(isClosed).toBe(true);
  });

  test('100 MB of a stream is never held', async () => {
    const piece = Buffer.alloc(1024 * 1024, 7);
    const content = async function* (): AsyncGenerator<Uint8Array> {
      for (let index = 0; index < 100; index += 1) {
        yield piece;
      }
    };
    let largest = 0;
    let total = 0;
    for await (const chunk of writeEdxml(letter(), [{ name: 'to.bin', content: content() }], { packing: 'raw' })) {
      largest = Math.max(largest, chunk.length);
      total += chunk.length;
    }
    expect(total).toBeGreaterThan(139_000_000);
    expect(largest).toBeLessThan(2_000_000);
  });
});

describe('strictness', () => {
  test.each([
    [{ ...letter(), from: { agencyCode: ' ' } }, 'edxml.value_missing', 'from.agencyCode'],
    [{ ...letter(), to: [] }, 'edxml.value_missing', 'to'],
    [{ ...letter(), to: [{ agencyCode: 'H35' }, { name: 'x' }] }, 'edxml.value_missing', 'to[1].agencyCode'],
    [{ ...letter(), abstract: undefined }, 'edxml.value_missing', 'abstract'],
    [{ ...letter(), issuedOn: '2026-02-30' }, 'edxml.value_invalid', 'issuedOn'],
    [{ ...letter(), issuedOn: '16/03/2026' }, 'edxml.value_invalid', 'issuedOn'],
    [{ ...letter(), urgency: 'soon' }, 'edxml.value_invalid', 'urgency'],
    [{ ...letter(), pageCount: -1 }, 'edxml.value_invalid', 'pageCount'],
    [{ ...letter(), isDirective: 'true' }, 'edxml.value_invalid', 'isDirective'],
    [{ ...letter(), subject: 'x' }, 'edxml.value_invalid', 'subject'],
    [{ ...letter(), abstract: 'a\u0000b' }, 'edxml.value_invalid', 'abstract'],
    [{ ...letter(), abstract: 'a\ud800b' }, 'edxml.value_invalid', 'abstract'],
    [{ ...letter(), trace: [{ at: '2026-03-16 09:30' }] }, 'edxml.value_invalid', 'trace[0].at'],
    [{ ...letter(), business: { kind: 'other' } }, 'edxml.value_invalid', 'business.kind'],
    [{ ...STATUS, statusCode: '' }, 'edxml.value_missing', 'statusCode'],
    [{ kind: 'letter' }, 'edxml.value_invalid', 'kind'],
    [null, 'edxml.value_invalid', 'kind'],
  ])('%j is refused', async (message, code, path) => {
    const error = await refusal(message);
    expect([error.code, error.path]).toEqual([code, path]);
  });

  test.each(['../a.pdf', 'C:\\a.pdf', 'a\u0000.pdf', 'gpj.\u202efdp.exe', 'CON', ''])(
    'name %j is refused',
    async (name) => {
      await expect(buildEdxml(letter(), [{ name, content: PDF }])).rejects.toMatchObject({
        code: 'edxml.value_invalid',
      });
    },
  );

  test('a failing source, two equal content ids, a status with attachments', async () => {
    const failing = async function* (): AsyncGenerator<Uint8Array> {
      yield PDF;
      throw new Error('đứt');
    };
    await expect(buildEdxml(letter(), [{ name: 'a.pdf', content: failing() }])).rejects.toMatchObject({
      code: 'edxml.source_failed',
    });
    const twin = { name: 'a.pdf', content: PDF, contentId: 'cid:1' };
    await expect(buildEdxml(letter(), [twin, twin])).rejects.toMatchObject({ path: 'attachments' });
    await expect(buildEdxml(STATUS, [twin])).rejects.toMatchObject({ path: 'attachments' });
  });
});

describe('document id and status', () => {
  test('format and parse', () => {
    const parts = { agencyCode: 'H35.9.1', issuedOn: '2021-03-16', number: '123', symbol: 'UBND-VHTT' };
    expect(formatDocumentId(parts)).toBe('H35.9.1,2021/03/16,123/UBND-VHTT');
    expect(parseDocumentId('H35.9.1,2021/03/16,123/UBND-VHTT')).toEqual(parts);
    expect(parseDocumentId('H35,2021/03/16,12/QĐ/UBND')).toMatchObject({ number: '12', symbol: 'QĐ/UBND' });
    expect(parseDocumentId('7d5f4c1e-0000-4000-8000-000000000045')).toBeUndefined();
    expect(parseDocumentId('H35,2014/02/30,1/A')).toBeUndefined();
    expect(() => formatDocumentId({ ...parts, issuedOn: '2021-02-29' })).toThrow(EdxmlError);
    expect(() => formatDocumentId({ ...parts, agencyCode: 'a,b' })).toThrow(EdxmlError);
  });

  test('a status names the sender; 13 names the receiver; instants become Vietnamese time', async () => {
    const at = '2026-03-16T18:30:00Z';
    const accepted = statusOf(FULL, { statusCode: '03', from: { agencyCode: 'H35.9.1' }, at });
    expect(accepted.responseTo).toEqual({
      agencyCode: 'H35.9',
      numberSymbol: '123/UBND-VHTT',
      issuedOn: '2026-03-16',
      documentId: FULL.documentId,
    });
    expect(statusOf(FULL, { statusCode: '13', from: FULL.from, at }).responseTo.agencyCode).toBe('H35.9.1');
    const bytes = Buffer.from(await buildEdxml(accepted));
    expect(bytes.toString()).toContain('<edXML:Timestamp>2026/03/17 01:30:00<');
    expect((await parseEdxml(bytes)).message).toEqual({ ...accepted, at: '2026-03-17T01:30:00+07:00' });
  });
});
