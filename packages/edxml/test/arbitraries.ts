import fc from 'fast-check';
import {
  cleanFileName,
  type EdxmlBusiness,
  type EdxmlDocument,
  type EdxmlExtension,
  type EdxmlStatus,
} from '../src/index.ts';
import { escapeAttribute, escapeText } from '../src/xml/escape.ts';

/** Text that XML can carry, as people write it: no white space around it. */
export const text = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.constantFrom('V/v "thử" & <sửa>', ']]>', 'dòng\r\nhai', '&amp;'),
  )
  .map((value) => value.replace(/(?![\t\n\r])\p{Cc}|[\uFFFE\uFFFF]/gu, '').trim())
  .filter((value) => value !== '' && value.isWellFormed());
const code = fc.constantFrom('H35', 'H35.9.1', '000.00.00.H41', '28.22.H17', '0212345678901', 'Z01ABC', 'mã lạ');
const day = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2090-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const instant = fc.tuple(day, fc.integer({ min: 0, max: 86_399 })).map(([date, second]) => {
  const clock = new Date(second * 1000).toISOString().slice(11, 19);
  return `${date}T${clock}+07:00`;
});
const count = fc.nat({ max: 999_999 });
const some = <T>(item: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(item, { minLength: 1, maxLength: 3 });

const party = fc.record(
  {
    agencyCode: code,
    governingBody: text,
    name: text,
    address: text,
    email: text,
    telephone: text,
    fax: text,
    website: text,
  },
  { requiredKeys: ['agencyCode'] },
);
const reference = fc.record(
  { documentId: text, agencyCode: code, numberSymbol: text, issuedOn: day },
  { requiredKeys: ['documentId'] },
);
const staff = fc.record(
  { name: text, department: text, departmentId: text, staffId: text, email: text, mobile: text },
  { requiredKeys: ['name'] },
);
const reason = fc.record(
  { documentId: text, reason: text, paperCopyFollows: fc.boolean(), staff },
  { requiredKeys: [] },
);
const receivers = some(fc.record({ agencyCode: code, change: fc.constantFrom('removed' as const, 'added' as const) }));
const receiversChange = fc.oneof(
  fc.record({ receiversChanged: fc.constant(true), receivers, contentChanged: fc.boolean() }),
  fc.record(
    { contentChanged: fc.constant(true), receiversChanged: fc.constant(false) },
    { requiredKeys: ['contentChanged'] },
  ),
);
/** Every kind with what it must say, and no other's. */
const business: fc.Arbitrary<EdxmlBusiness> = fc.oneof(
  reason.map((rest) => ({ kind: 'new' as const, ...rest })),
  fc.tuple(reason, text).map(([rest, documentId]) => ({ kind: 'recall' as const, ...rest, documentId })),
  fc
    .tuple(reason, text, receiversChange)
    .map(([rest, documentId, change]) => ({ kind: 'update' as const, ...rest, documentId, ...change })),
  fc
    .tuple(reason, some(fc.record({ documentId: text, agencyCodes: some(code) })))
    .map(([rest, replacements]) => ({ kind: 'replace' as const, ...rest, replacements })),
  fc
    .tuple(reason, fc.constantFrom('4', '07', 'khac'))
    .map(([rest, typeCode]) => ({ kind: 'other' as const, typeCode, ...rest })),
);
export const document: fc.Arbitrary<EdxmlDocument> = fc.record(
  {
    kind: fc.constant('document' as const),
    from: party,
    to: some(party),
    documentId: text,
    number: text,
    symbol: text,
    abstract: text,
    issuedOn: day,
    placeOfIssue: text,
    documentType: fc.record({ name: text, code: text, detail: text }, { requiredKeys: ['name'] }),
    content: text,
    signatory: fc.record({ fullName: text, position: text, signingCapacity: text }, { requiredKeys: ['fullName'] }),
    dueOn: day,
    urgency: fc.constantFrom(
      'normal' as const,
      'urgent' as const,
      'very_urgent' as const,
      'express' as const,
      'express_timed' as const,
    ),
    sphereOfIssue: text,
    typistNotation: text,
    copyCount: count,
    pageCount: count,
    replyFors: text,
    isDirective: fc.boolean(),
    referenceCodes: text,
    appendices: some(text),
    responsesTo: some(reference),
    steering: fc.constantFrom('not_directive' as const, 'directive' as const, 'directive_report' as const),
    taskCodes: some(text),
    applicationType: text,
    recipients: some(text),
    trace: some(fc.record({ at: instant, agencyCode: code }, { requiredKeys: ['at'] })),
    business,
  },
  { requiredKeys: ['kind', 'from', 'to', 'documentId', 'number', 'symbol', 'abstract', 'issuedOn'] },
);
export const status: fc.Arbitrary<EdxmlStatus> = fc.record(
  {
    kind: fc.constant('status' as const),
    from: party,
    responseTo: reference,
    statusCode: fc.constantFrom('01', '02', '03', '04', '05', '06', '13', '15', '16', '99'),
    staff,
    description: text,
    at: instant,
  },
  { requiredKeys: ['kind', 'from', 'responseTo', 'statusCode'] },
);

const prefix = fc.constantFrom('v', 'soap', 'ext');
/** An element of a namespace of its own, as the codec writes it back. */
const foreignElement = fc
  .tuple(prefix, text, fc.option(text), fc.option(text))
  .map(
    ([name, value, attribute, inner]) =>
      `<${name}:Muc xmlns:${name}="urn:${name}"${attribute === null ? '' : ` ghi-chu="${escapeAttribute(attribute)}"`}>` +
      `${escapeText(value)}${inner === null ? '' : `<${name}:Con>${escapeText(inner)}</${name}:Con>`}</${name}:Muc>`,
  );
const foreignAttributes = fc
  .tuple(prefix, text)
  .map(([name, value]) => `xmlns:${name}="urn:${name}" ${name}:khoa="${escapeAttribute(value)}"`);
const PLACES = [
  'MessageHeader',
  'MessageHeader/From',
  'edXMLHeader',
  'edXMLEnvelope',
  'edXMLBody',
  'edXML',
  'AttachmentEncoded',
];

/** What senders add: at most one set of attributes a place, elements in any number, in the order in which they are read back. */
const extensions: fc.Arbitrary<EdxmlExtension[]> = fc
  .uniqueArray(fc.constantFrom(...PLACES), { minLength: 1, maxLength: 3 })
  .chain((places) =>
    fc.tuple(
      ...places.map((path) =>
        fc
          .tuple(fc.option(foreignAttributes), fc.array(foreignElement, { maxLength: 2 }))
          .map(([attributes, elements]) =>
            [...(attributes === null ? [] : [attributes]), ...elements].map((xml) => ({ path, xml })),
          ),
      ),
    ),
  )
  .map((lists) => lists.flat());

export function extended<Message extends EdxmlDocument | EdxmlStatus>(
  message: fc.Arbitrary<Message>,
): fc.Arbitrary<Message> {
  return fc.tuple(message, extensions).map(([one, kept]) => (kept.length === 0 ? one : { ...one, extensions: kept }));
}

export const fileName = fc
  .tuple(text, fc.constantFrom('pdf', 'docx', 'DOCX', 'xlsx', 'zip', 'odt', 'txt', 'doc', 'tệp', ''))
  .map(([stem, end]) => cleanFileName(end === '' ? stem : `${stem}.${end}`))
  .filter((name) => name !== '');
