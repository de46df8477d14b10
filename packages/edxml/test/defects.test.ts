import { describe, expect, test } from 'vitest';
import {
  EDXML_NAMESPACE,
  type EdxmlWarningCode,
  inputsOf,
  type ParsedEdxml,
  parseEdxml,
  writeEdxml,
} from '../src/index.ts';
import { attachment, envelope, PDF } from './messages.ts';

const FROM = '<edXML:From><edXML:OrganId>H35.9</edXML:OrganId></edXML:From>';
const SUBJECT = '<edXML:Subject>thử</edXML:Subject>';
const BASE64 = PDF.toString('base64');

function withHeader(header: string): Buffer {
  return envelope({ header: `${FROM}${SUBJECT}${header}` });
}
function withTrace(trace: string): Buffer {
  return envelope({ trace: `<edXML:TraceHeaderList>${trace}</edXML:TraceHeaderList>` });
}
function edited(find: string | RegExp, replacement: string): Buffer {
  const text = envelope({}).toString();
  const changed = text.replace(find, replacement);
  expect(changed).not.toBe(text);
  return Buffer.from(changed);
}
function reference(contentId: string, name = 'a.pdf'): string {
  const id = contentId === '' ? '' : `<edXML:ContentId>${contentId}</edXML:ContentId>`;
  return `<edXML:Reference>${id}<edXML:AttachmentName>${name}</edXML:AttachmentName></edXML:Reference>`;
}

interface Case {
  bytes: Buffer;
  /** What the model says. */
  message?: object;
  attachments?: object[];
  /** Warnings, all of them. */
  says?: EdxmlWarningCode[];
}

/** Every defect of real senders that the law of the exchange names, and what strangers may send beside. */
const CASES: Record<string, Case> = {
  'stray bytes before the declaration': { bytes: edited('<?xml', '1212<?xml'), says: ['edxml.repair.leading_bytes'] },
  'blank lines before the declaration': { bytes: edited('<?xml', '\r\n\n<?xml'), says: ['edxml.repair.leading_bytes'] },
  'byte order mark': { bytes: edited('<?xml', '\ufeff<?xml'), says: ['edxml.repair.byte_order_mark'] },
  'stray bytes and a mark': {
    bytes: edited('<?xml', '12\ufeff<?xml'),
    says: ['edxml.repair.byte_order_mark', 'edxml.repair.leading_bytes'],
  },
  'mark behind the declaration': {
    bytes: edited('?><edXML', '?>\ufeff<edXML'),
    says: ['edxml.repair.byte_order_mark', 'edxml.repair.leading_bytes'],
  },
  'two declarations': {
    bytes: edited('<?xml', '<?xml version="1.0" encoding="utf-8"?>\n<?xml'),
    says: ['edxml.repair.leading_bytes'],
  },
  'no declaration': { bytes: edited(/<\?xml.*?\?>/, ''), says: [] },
  'single quotes, lower case, standalone': {
    bytes: edited(/<\?xml.*?\?>/, "<?xml version='1.0' encoding='utf-8' standalone='yes'?>"),
    says: [],
  },
  'text after the root': { bytes: edited(/$/, 'rác'), says: ['edxml.repair.trailing_text'] },
  'unbound prefix': {
    bytes: edited(` xmlns:edXML="${EDXML_NAMESPACE}"`, ''),
    says: ['edxml.repair.unbound_prefix'],
  },
  'unbound xlink': {
    bytes: envelope({ manifest: '<edXML:Reference xlink:href="cid:1"/>', attachments: attachment('a.pdf', BASE64) }),
    attachments: [{ hasReference: true }],
    says: ['edxml.repair.unbound_prefix', 'edxml.repair.variant'],
  },
  'another prefix for the namespace': { bytes: edited(/edXML(?=[:=])/g, 'q'), message: { abstract: 'thử' }, says: [] },
  'no namespace at all': {
    bytes: Buffer.from(
      '<edXML><edXMLEnvelope><edXMLHeader><MessageHeader><Subject>thử</Subject></MessageHeader></edXMLHeader></edXMLEnvelope></edXML>',
    ),
    message: { abstract: 'thử' },
    says: ['edxml.repair.namespace'],
  },
  'names in another case': {
    bytes: edited(/(<\/?edXML:)Subject/g, '$1SUBJECT'),
    message: { abstract: 'thử' },
    says: ['edxml.repair.alias'],
  },
  'root EdXML': { bytes: edited(/(<\/?)edXML(?=[ >])/g, '$1EdXML'), says: ['edxml.repair.variant'] },
  'empty ResponseFor': { bytes: withHeader('<edXML:ResponseFor/>'), message: { abstract: 'thử' }, says: [] },
  'xsi:nil': {
    bytes: withHeader('<edXML:DueDate xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>'),
    says: [],
  },
  'two To of one body': {
    bytes: withHeader(
      '<edXML:To><edXML:OrganId>H35.9.1</edXML:OrganId><edXML:OrganName>Phòng Mẫu</edXML:OrganName></edXML:To>' +
        '<edXML:To><edXML:OrganId>001.09.00.H35</edXML:OrganId><edXML:OrganName>Phòng Mẫu (Mã cũ) (qd20)</edXML:OrganName></edXML:To>',
    ),
    message: { to: [{ agencyCode: 'H35.9.1' }, { agencyCode: '001.09.00.H35', name: 'Phòng Mẫu (Mã cũ) (qd20)' }] },
    says: [],
  },
  'OrganId "null"': {
    bytes: edited('H35.9', 'NULL'),
    message: { from: { agencyCode: '' } },
    says: ['edxml.repair.null_text'],
  },
  'no OrganName': { bytes: envelope({}), message: { from: { agencyCode: 'H35.9' } }, says: [] },
  'white space in a code': {
    bytes: edited('H35.9', '\n\t H35.9\u00a0 \n'),
    message: { from: { agencyCode: 'H35.9' } },
    says: [],
  },
  'short QCVN 102 code': {
    bytes: edited('H35.9', '28.22.H17'),
    message: { from: { agencyCode: '28.22.H17' } },
    says: [],
  },
  'code of no scheme': { bytes: edited('H35.9', 'vxp.saas.03'), says: ['edxml.value.agency_code'] },
  'Business, BusinessName and StaffName in TraceHeader': {
    bytes: withTrace(
      '<edXML:TraceHeader><edXML:OrganId>H35</edXML:OrganId><edXML:Business>1</edXML:Business>' +
        '<edXML:BusinessName>Thu hồi</edXML:BusinessName><edXML:StaffName>A</edXML:StaffName></edXML:TraceHeader>',
    ),
    message: { trace: [{ agencyCode: 'H35' }] },
    says: ['edxml.unknown_element', 'edxml.unknown_element', 'edxml.unknown_element'],
  },
  'Business for Bussiness': {
    bytes: withTrace('<edXML:Business><edXML:BusinessDocType>2</edXML:BusinessDocType></edXML:Business>'),
    message: { business: { kind: 'update' } },
    says: ['edxml.repair.alias', 'edxml.repair.alias'],
  },
  'Bussiness before TraceHeader, Paper outside': {
    bytes: withTrace(
      '<edXML:Paper>0</edXML:Paper><edXML:Bussiness><edXML:BussinessDocType>0</edXML:BussinessDocType></edXML:Bussiness>' +
        '<edXML:TraceHeader><edXML:OrganId>null</edXML:OrganId><edXML:Timestamp>2026/03/16 08:00:00</edXML:Timestamp></edXML:TraceHeader>',
    ),
    message: { business: { kind: 'new' }, trace: [{ at: '2026-03-16T08:00:00+07:00' }] },
    says: ['edxml.repair.null_text', 'edxml.unknown_element'],
  },
  'no business type': {
    bytes: withTrace('<edXML:Bussiness><edXML:Paper>1</edXML:Paper></edXML:Bussiness>'),
    message: { business: { kind: 'new', paperCopyFollows: true } },
    says: [],
  },
  'Paper as a number of pages': {
    bytes: withTrace('<edXML:Bussiness><edXML:Paper>3</edXML:Paper></edXML:Bussiness>'),
    message: { business: { paperCopyFollows: true }, extensions: [{ path: 'TraceHeaderList/Bussiness' }] },
    says: ['edxml.value.code'],
  },
  'TraceHeaderList as a SOAP header': {
    bytes: envelope({
      trace:
        '<edXML:TraceHeaderList id="1" version="1.0" mustUnderstand="1" soap:actor="next" xmlns:soap="urn:soap">' +
        '<edXML:TraceHeader><edXML:OrganId>H35</edXML:OrganId></edXML:TraceHeader></edXML:TraceHeaderList>',
    }),
    message: { trace: [{ agencyCode: 'H35' }], extensions: [{ path: 'TraceHeaderList' }] },
    says: [],
  },
  'due before issue': {
    bytes: withHeader(
      '<edXML:PromulgationInfo><edXML:PromulgationDate>2026/03/16</edXML:PromulgationDate></edXML:PromulgationInfo><edXML:DueDate>2026/03/01</edXML:DueDate>',
    ),
    message: { issuedOn: '2026-03-16', dueOn: '2026-03-01' },
    says: [],
  },
  'CodeNumber with letters': {
    bytes: withHeader('<edXML:Code><edXML:CodeNumber>74fass22</edXML:CodeNumber></edXML:Code>'),
    message: { number: '74fass22' },
    says: [],
  },
  'DocumentId of free text': {
    bytes: withHeader('<edXML:DocumentId>7D5F4C1E-0000 tự do</edXML:DocumentId>'),
    message: { documentId: '7D5F4C1E-0000 tự do' },
    says: [],
  },
  'type code of no list': {
    bytes: withHeader(
      '<edXML:DocumentType><edXML:Type>71</edXML:Type><edXML:TypeName>Văn bản điện tử mới</edXML:TypeName></edXML:DocumentType>',
    ),
    message: { documentType: { code: '71', name: 'Văn bản điện tử mới' } },
    says: [],
  },
  'steering 0 and priority 9': {
    bytes: withHeader(
      '<edXML:SteeringType>0</edXML:SteeringType><edXML:OtherInfo><edXML:Priority>9</edXML:Priority></edXML:OtherInfo>',
    ),
    message: { extensions: [{ path: 'MessageHeader/OtherInfo' }, { path: 'MessageHeader' }] },
    says: ['edxml.value.code', 'edxml.value.code'],
  },
  'Direction True, Priority 02': {
    bytes: withHeader(
      '<edXML:OtherInfo><edXML:Direction>True</edXML:Direction><edXML:Priority>02</edXML:Priority></edXML:OtherInfo>',
    ),
    message: { isDirective: true, urgency: 'very_urgent' },
    says: [],
  },
  'OrganId "null" among the bodies of a replacement': {
    bytes: withTrace(
      '<edXML:Bussiness><edXML:BussinessDocType>3</edXML:BussinessDocType><edXML:ReplacementInfoList><edXML:ReplacementInfo>' +
        '<edXML:DocumentId>x</edXML:DocumentId><edXML:OrganIdList><edXML:OrganId>null</edXML:OrganId><edXML:OrganId>H36</edXML:OrganId>' +
        '</edXML:OrganIdList></edXML:ReplacementInfo></edXML:ReplacementInfoList></edXML:Bussiness>',
    ),
    message: { business: { kind: 'replace', replacements: [{ documentId: 'x', agencyCodes: ['H36'] }] } },
    says: ['edxml.repair.null_text'],
  },
  'business type 7': {
    bytes: withTrace('<edXML:Bussiness><edXML:BussinessDocType>7</edXML:BussinessDocType></edXML:Bussiness>'),
    message: { business: { kind: 'other', typeCode: '7' } },
    says: ['edxml.value.code'],
  },
  'value repeated': {
    bytes: withHeader('<edXML:Subject/><edXML:Subject>hai</edXML:Subject>'),
    message: { abstract: 'thử', extensions: [{ path: 'MessageHeader' }] },
    says: ['edxml.value.duplicate'],
  },
  'first empty, then a value': {
    bytes: envelope({ header: `${FROM}<edXML:Subject> </edXML:Subject>${SUBJECT}` }),
    message: { abstract: 'thử' },
    says: [],
  },
  'OtherInfo twice': {
    bytes: withHeader(
      '<edXML:OtherInfo><edXML:PageAmount>2</edXML:PageAmount></edXML:OtherInfo><edXML:OtherInfo><edXML:PageAmount>3</edXML:PageAmount><edXML:Priority>1</edXML:Priority></edXML:OtherInfo>',
    ),
    message: { pageCount: 2, urgency: 'urgent', extensions: [{ path: 'MessageHeader/OtherInfo' }] },
    says: ['edxml.value.duplicate'],
  },
  'TraceHeaderList twice': {
    bytes: envelope({
      trace: ['H35', 'H36']
        .map(
          (code) =>
            `<edXML:TraceHeaderList><edXML:TraceHeader><edXML:OrganId>${code}</edXML:OrganId></edXML:TraceHeader></edXML:TraceHeaderList>`,
        )
        .join(''),
    }),
    message: { trace: [{ agencyCode: 'H35' }, { agencyCode: 'H36' }] },
    says: [],
  },
  'MessageHeader twice': {
    bytes: edited(
      '</edXML:edXMLHeader>',
      '<edXML:MessageHeader><edXML:Subject>hai</edXML:Subject></edXML:MessageHeader></edXML:edXMLHeader>',
    ),
    message: { abstract: 'thử', extensions: [{ path: 'edXMLHeader' }] },
    says: ['edxml.value.duplicate'],
  },
  'CDATA, comment and instruction in a value': {
    bytes: withHeader('<edXML:DocumentId><![CDATA[A&]]><!-- c -->B<?i?>&#x43;&#68;</edXML:DocumentId>'),
    message: { documentId: 'A&BCD' },
    says: [],
  },
  'xml:space': {
    bytes: withHeader('<edXML:Content xml:space="preserve">  a  b </edXML:Content>'),
    message: { content: 'a  b', extensions: [{ path: 'MessageHeader/Content', xml: 'xml:space="preserve"' }] },
    says: [],
  },
  'markup inside a value': {
    bytes: withHeader('<edXML:Content>a <b>đậm</b></edXML:Content>'),
    message: { content: 'a', extensions: [{ path: 'MessageHeader/Content' }] },
    says: ['edxml.unknown_element'],
  },
  'signature of xmldsig': {
    bytes: edited(
      '</edXML:edXMLHeader>',
      '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignatureValue>x</ds:SignatureValue></ds:Signature></edXML:edXMLHeader>',
    ),
    says: [],
  },
  'status of one digit, TraceHeaderList beside it': {
    bytes: envelope({
      header: `${FROM}<edXML:ResponseFor><edXML:Code>1/A</edXML:Code></edXML:ResponseFor><edXML:StatusCode> 3 </edXML:StatusCode>`,
      trace:
        '<edXML:TraceHeaderList><edXML:TraceHeader><edXML:OrganId>02.29.W00</edXML:OrganId></edXML:TraceHeader></edXML:TraceHeaderList>',
    }),
    message: { kind: 'status', statusCode: '03', extensions: [{ path: 'edXMLHeader' }] },
    says: ['edxml.repair.code_padding', 'edxml.unknown_element'],
  },
  'unknown status': {
    bytes: envelope({
      header: `${FROM}<edXML:ResponseFor><edXML:Code>1/A</edXML:Code></edXML:ResponseFor><edXML:StatusCode>77</edXML:StatusCode>`,
    }),
    message: { kind: 'status', statusCode: '77' },
    says: [],
  },
  'status that lost its code': {
    bytes: envelope({
      header: `${FROM}<edXML:ResponseFor><edXML:Code>1/A</edXML:Code></edXML:ResponseFor><edXML:Timestamp>2026/03/16 08:00:00</edXML:Timestamp>`,
    }),
    message: { kind: 'status', statusCode: '' },
    says: [],
  },
  'Reference without Attachment, two without ContentId': {
    bytes: envelope({ manifest: reference('cid:1', 'x.pdf') + reference('', 'y.pdf') + reference('', 'z.pdf') }),
    attachments: ['x.pdf', 'y.pdf', 'z.pdf'].map((name) => ({ name, error: { code: 'edxml.attachment.missing' } })),
    says: ['edxml.attachment.without_content', 'edxml.attachment.without_content', 'edxml.attachment.without_content'],
  },
  'Attachment without Reference': {
    bytes: envelope({ attachments: attachment('a.pdf', BASE64) }),
    attachments: [{ name: 'a.pdf', hasReference: false, size: PDF.length }],
    says: ['edxml.attachment.without_reference'],
  },
  'Reference twice': {
    bytes: envelope({
      manifest: reference('cid:1') + reference('1', 'b.pdf'),
      attachments: attachment('a.pdf', BASE64),
    }),
    attachments: [{ name: 'a.pdf', hasReference: true }],
    says: ['edxml.attachment.duplicate_reference'],
  },
  'both without ContentId, paired by name': {
    bytes: envelope({
      manifest: reference('', 'b.pdf') + reference('', 'a.pdf'),
      attachments: attachment('a.pdf', BASE64, '') + attachment('b.pdf', BASE64, ''),
    }),
    attachments: [
      { name: 'a.pdf', hasReference: true },
      { name: 'b.pdf', hasReference: true },
    ],
    says: [],
  },
  'empty attachment': {
    bytes: envelope({ manifest: reference('1'), attachments: attachment('a.pdf', '') }),
    attachments: [{ error: { code: 'edxml.attachment.empty' }, size: 0 }],
    says: [],
  },
  'unpadded base64 of the URL alphabet': {
    bytes: envelope({ manifest: reference('1'), attachments: attachment('a.pdf', PDF.toString('base64url')) }),
    attachments: [{ size: PDF.length, mediaType: 'application/pdf' }],
    says: ['edxml.repair.base64'],
  },
};

async function* whole(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function readBoth(bytes: Uint8Array): Promise<ParsedEdxml> {
  const parsed = await parseEdxml(bytes);
  expect((await parseEdxml(whole(bytes))).message).toEqual(parsed.message);
  return parsed;
}

describe('defects of real senders, one by one', () => {
  test.each(Object.entries(CASES))('%s', async (_, { bytes, message = {}, attachments, says }) => {
    const parsed = await readBoth(bytes);
    expect(parsed.message).toMatchObject(message);
    if (attachments !== undefined) {
      expect(parsed.attachments).toMatchObject(attachments);
    }
    expect(parsed.warnings.map(({ code }) => code)).toEqual(says);
    for (const { text, en } of parsed.warnings) {
      expect([text, en]).not.toContain('');
      expect(text).not.toBe(en);
    }
  });

  test('what was read of each is written, as far as it says enough, and read again as the same', async () => {
    let written = 0;
    for (const { bytes } of Object.values(CASES)) {
      const { message, attachments } = await parseEdxml(bytes);
      const complete =
        message.kind === 'status'
          ? { ...message, statusCode: message.statusCode || '01' }
          : {
              ...message,
              from: { ...message.from, agencyCode: message.from.agencyCode || 'H35' },
              to: message.to.length === 0 ? [{ agencyCode: 'H35.1' }] : message.to,
              documentId: message.documentId || 'x',
              number: '1',
              symbol: 'A',
              issuedOn: '2026-03-16',
              ...(message.business?.kind === 'update' ? { business: { ...message.business, documentId: 'y' } } : {}),
            };
      const chunks: Uint8Array[] = [];
      for await (const chunk of writeEdxml(complete, message.kind === 'status' ? [] : inputsOf(attachments))) {
        chunks.push(chunk);
      }
      const again = await parseEdxml(Buffer.concat(chunks));
      expect(again.message).toEqual(complete);
      written += 1;
    }
    expect(written).toBe(Object.keys(CASES).length);
  });
});

describe('one spelling of an id is as good as another', () => {
  test.each(['cid:AB-1', 'ab-1', 'CID:{ab-1}', '&lt;cid:AB-1&gt;', ' cid:ab-1\n', '%7Bab-1%7D', 'urn:uuid:AB-1'])(
    '%j',
    async (id) => {
      const bytes = envelope({ manifest: reference(id), attachments: attachment('a.pdf', BASE64, 'cid:ab-1') });
      expect((await parseEdxml(bytes)).attachments).toMatchObject([{ hasReference: true, size: PDF.length }]);
    },
  );
});

describe('dates as they are written', () => {
  test.each([
    ['2026/03/16', '2026-03-16'],
    ['16/03/2026', '2026-03-16'],
    ['16-03-2026', '2026-03-16'],
    ['6.3.2026', '2026-03-06'],
    ['2026-3-6', '2026-03-06'],
    ['2026-03-16T00:00:00', '2026-03-16'],
    ['2026-03-16T00:00:00+07:00', '2026-03-16'],
    ['2026-03-15T17:00:00Z', '2026-03-16'],
    ['2026-03-15T17:00:00.000+0000', '2026-03-16'],
    ['16/03/2026 12:00:00 SA', '2026-03-16'],
    ['03/16/2026', '03/16/2026'],
    ['2026/02/30', '2026/02/30'],
    ['16/03/26', '16/03/26'],
    ['hôm nay', 'hôm nay'],
    ['2026/03/16 rác', '2026/03/16 rác'],
  ])('date %s → %s', async (written, read) => {
    const { message } = await parseEdxml(withHeader(`<edXML:DueDate>${written}</edXML:DueDate>`));
    expect(message).toMatchObject({ dueOn: read });
  });

  test.each([
    ['2026/03/16 09:30:05', '2026-03-16T09:30:05+07:00'],
    ['2026-03-16T09:30:05', '2026-03-16T09:30:05+07:00'],
    ['2026-03-16T02:30:05Z', '2026-03-16T09:30:05+07:00'],
    ['2026-03-16T09:30:05.1234567+07:00', '2026-03-16T09:30:05+07:00'],
    ['16/03/2026 9:30', '2026-03-16T09:30:00+07:00'],
    ['16/03/2026 9:30:05 CH', '2026-03-16T21:30:05+07:00'],
    ['16/03/2026 12:30:05 AM', '2026-03-16T00:30:05+07:00'],
    ['2026/03/16', '2026-03-16T00:00:00+07:00'],
    ['2026/03/16 24:00:00', '2026/03/16 24:00:00'],
    ['2026/03/16 13:00:00 PM', '2026/03/16 13:00:00 PM'],
    ['1773628205', '1773628205'],
  ])('timestamp %s → %s', async (written, read) => {
    const trace = `<edXML:TraceHeader><edXML:Timestamp>${written}</edXML:Timestamp></edXML:TraceHeader>`;
    expect((await parseEdxml(withTrace(trace))).message).toMatchObject({ trace: [{ at: read }] });
  });
});
