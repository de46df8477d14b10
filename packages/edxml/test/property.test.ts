import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  buildEdxml,
  checkEdxml,
  cleanFileName,
  type EdxmlDocument,
  EdxmlError,
  type EdxmlStatus,
  parseEdxml,
  readAll,
} from '../src/index.ts';
import { letter, PDF, STATUS, vector, zip } from './messages.ts';

/** Text that XML can carry, as people write it: no white space around it. */
const text = fc
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
const business = fc.record(
  {
    kind: fc.constantFrom('new' as const, 'recall' as const, 'update' as const, 'replace' as const),
    documentId: text,
    reason: text,
    paperCopyFollows: fc.boolean(),
    contentChanged: fc.boolean(),
    receiversChanged: fc.boolean(),
    receivers: some(
      fc.record(
        { agencyCode: code, change: fc.constantFrom('removed' as const, 'added' as const) },
        { requiredKeys: ['agencyCode'] },
      ),
    ),
    replacements: some(fc.record({ documentId: text, agencyCodes: some(code) }, { requiredKeys: ['documentId'] })),
    staff,
  },
  { requiredKeys: ['kind'] },
);
const document: fc.Arbitrary<EdxmlDocument> = fc.record(
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
const status: fc.Arbitrary<EdxmlStatus> = fc.record(
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

test('what is written is read back, document and status', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof({ weight: 3, arbitrary: document }, status), async (message) => {
      const parsed = await parseEdxml(await buildEdxml(message));
      expect(parsed.message).toEqual(message);
      expect(parsed.unknown).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test('the bytes of attachments are equal, whatever they are and however they travel', async () => {
  const files = fc.array(fc.record({ bytes: fc.uint8Array({ minLength: 1, maxLength: 3000 }), raw: fc.boolean() }), {
    maxLength: 3,
  });
  await fc.assert(
    fc.asyncProperty(files, fc.boolean(), fc.integer({ min: 1, max: 400 }), async (contents, raw, cut) => {
      const inputs = contents.map(({ bytes, raw: streamed }, index) => ({
        name: `tệp ${index}.bin`,
        content: streamed
          ? (async function* () {
              yield bytes.subarray(0, cut);
              yield bytes.subarray(cut);
            })()
          : bytes,
      }));
      const { attachments } = await parseEdxml(await buildEdxml(letter(), inputs, { packing: raw ? 'raw' : 'zip' }));
      const got = await Promise.all(attachments.map(({ content }) => content && readAll(content)));
      expect(got.map((bytes) => bytes && Buffer.from(bytes))).toEqual(contents.map(({ bytes }) => Buffer.from(bytes)));
    }),
    { numRuns: 150 },
  );
});

const extension = fc.constantFrom('pdf', 'docx', 'DOCX', 'xlsx', 'zip', 'odt', 'txt', 'doc', 'tệp', '');
const fileName = fc
  .tuple(text, extension)
  .map(([stem, end]) => cleanFileName(end === '' ? stem : `${stem}.${end}`))
  .filter((name) => name !== '');
const entryName = fc
  .tuple(fc.constantFrom('0f8fad5b-d9cb-469f-a165-70867728950e', 'a', 'word/document'), extension)
  .map(([stem, end]) => `${stem}.${end}`);
const noise = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 2000 }),
  fc.constantFrom(PDF, Buffer.from('PK\u0003\u0004'), Buffer.from('PK\u0005\u0006')),
);
/** Bytes as nasty as they come: files, ZIPs, ZIPs in ZIPs that carry the very names by which a wrapping is known. */
const { bytes: anyBytes } = fc.letrec<{ bytes: Uint8Array; packed: Uint8Array }>((tie) => ({
  bytes: fc.oneof({ maxDepth: 3 }, noise, tie('packed')),
  packed: fc
    .tuple(fc.array(fc.record({ name: entryName, bytes: tie('bytes') }), { minLength: 1, maxLength: 2 }), fc.boolean())
    .map(([entries, cut]) => zip(...entries).subarray(0, cut ? -1 : undefined)),
}));

test('any bytes under any name go out and come back as they were', async () => {
  const files = fc.array(fc.record({ name: fileName, bytes: anyBytes, streamed: fc.boolean() }), {
    minLength: 1,
    maxLength: 2,
  });
  await fc.assert(
    fc.asyncProperty(files, fc.integer({ min: 1, max: 700 }), async (sent, cut) => {
      const inputs = sent.map(({ name, bytes, streamed }) => ({
        name,
        content: streamed
          ? (async function* () {
              yield bytes.subarray(0, cut);
              yield bytes.subarray(cut);
            })()
          : bytes,
      }));
      const { attachments } = await parseEdxml(await buildEdxml(letter(), inputs));
      for (const [index, { name, bytes }] of sent.entries()) {
        const got = attachments[index];
        expect([got?.name, got?.error]).toEqual([name, undefined]);
        expect(got?.content && Buffer.compare(await readAll(got.content), bytes)).toBe(0);
      }
    }),
    { numRuns: 500 },
  );
});

test('control: wrapped without looking, the nasty ones are lost', async () => {
  const wrapped = zip({ name: '0f8fad5b-d9cb-469f-a165-70867728950e.docx', bytes: zip({ name: 'a', bytes: PDF }) });
  const inputs = [{ name: 'a.docx', content: wrapped }];
  const [kept] = (await parseEdxml(await buildEdxml(letter(), inputs))).attachments;
  const [lost] = (await parseEdxml(await buildEdxml(letter(), inputs, { packing: 'raw' }))).attachments;
  expect([kept?.size, lost?.size === wrapped.length]).toEqual([wrapped.length, false]);
});

async function onlyOwnErrors(bytes: Uint8Array): Promise<void> {
  try {
    checkEdxml(await parseEdxml(bytes));
  } catch (error) {
    expect(error).toBeInstanceOf(EdxmlError);
  }
}

test('arbitrary bytes meet nothing but EdxmlError', async () => {
  await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), onlyOwnErrors), { numRuns: 500 });
  const parts = fc.constantFrom(
    '<edXML>',
    '</edXML>',
    '<edXML:MessageHeader>',
    '</edXML:MessageHeader>',
    '<Attachment>',
    '<Content>',
    '<ContentTransferEncoded>',
    '</ContentTransferEncoded>',
    '<![CDATA[',
    ']]>',
    '<!--',
    '-->',
    '&#13;',
    '&',
    'QUJD',
    '=',
    ' ',
    '<?xml',
    '?>',
    '<a b="',
    '"',
    '>',
    '<',
    'é',
  );
  const soup = fc.array(parts, { maxLength: 40 }).map((words) => Buffer.from(words.join('')));
  await fc.assert(fc.asyncProperty(soup, onlyOwnErrors), { numRuns: 1000 });
});

test('mutations of real shapes meet nothing but EdxmlError', async () => {
  const seeds = [
    await buildEdxml(letter(), [{ name: 'a.pdf', content: PDF }]),
    await buildEdxml(STATUS),
    ...(await Promise.all(
      ['v2-csharp.edxml', 'v3-hand-made.edxml', 'v4-old-namespace.edxml', 'defects.edxml'].map(vector),
    )),
  ];
  const edit = fc.record({ at: fc.nat(), remove: fc.nat({ max: 60 }), insert: fc.uint8Array({ maxLength: 8 }) });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...seeds), fc.array(edit, { minLength: 1, maxLength: 4 }), async (seed, edits) => {
      let bytes = Buffer.from(seed);
      for (const { at, remove, insert } of edits) {
        const place = at % bytes.length;
        bytes = Buffer.concat([bytes.subarray(0, place), insert, bytes.subarray(place + remove)]);
      }
      await onlyOwnErrors(bytes);
    }),
    { numRuns: 800 },
  );
});
