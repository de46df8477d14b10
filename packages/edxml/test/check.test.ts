import { describe, expect, test } from 'vitest';
import {
  acceptanceOf,
  agencyCodeScheme,
  buildEdxml,
  checkEdxml,
  normaliseAgencyCode,
  parseEdxml,
} from '../src/index.ts';
import { attachment, envelope, letter, STATUS } from './messages.ts';

function codesOf(input: Parameters<typeof checkEdxml>[0]): string[] {
  return checkEdxml(input).map((finding) => `${finding.severity} ${finding.code}`);
}

describe('checkEdxml', () => {
  test('a good letter and a good status have no findings', () => {
    expect(checkEdxml(letter())).toEqual([]);
    expect(checkEdxml(STATUS)).toEqual([]);
  });

  test('missing values are errors, with the path and both languages', async () => {
    const findings = checkEdxml(await parseEdxml(envelope({ header: '<edXML:Subject>a</edXML:Subject>' })));
    const errors = findings.filter((finding) => finding.severity === 'error');
    expect(errors.map((finding) => finding.code)).toEqual([
      'N.MessageHeader.From.OrganId',
      'N.MessageHeader.To',
      'N.MessageHeader.DocumentId',
      'N.MessageHeader.Code.CodeNumber',
      'N.MessageHeader.Code.CodeNotation',
      'N.MessageHeader.PromulgationInfo.PromulgationDate',
    ]);
    expect(errors[2]).toMatchObject({
      path: 'MessageHeader/DocumentId',
      vi: 'Thiếu DocumentId',
      en: 'DocumentId is missing',
    });
  });

  test.each([
    [{ abstract: 'a'.repeat(501) }, 'warning R.MessageHeader.Subject'],
    [{ number: '123456789012', documentId: 'x' }, 'warning R.MessageHeader.Code.CodeNumber'],
    [{ recipients: ['a', 'b'.repeat(151)] }, 'warning R.MessageHeader.ToPlaces.Place'],
    [{ to: [{ agencyCode: 'H35' }, { agencyCode: 'không rõ' }] }, 'warning T.MessageHeader.To.OrganId'],
    [{ dueOn: '2026-03-01' }, 'warning M.MessageHeader.DueDate'],
    [{ number: '124' }, 'warning M.MessageHeader.DocumentId'],
    [{ dueOn: '30/02' }, 'warning T.MessageHeader.DueDate'],
    [{ business: { kind: 'recall' as const } }, 'error N.TraceHeaderList.Bussiness.DocumentId'],
    [{ business: { kind: 'other' as const } }, 'warning T.TraceHeaderList.Bussiness.BussinessDocType'],
  ])('%j → %s', (changes, expected) => {
    expect(codesOf(letter(changes))).toContain(expected);
  });

  test('lengths at the limit pass; the second of two receivers is named', () => {
    expect(codesOf(letter({ abstract: 'ệ'.repeat(500) }))).toEqual([]);
    const [finding] = checkEdxml(letter({ to: [{ agencyCode: 'H35' }, { agencyCode: '?' }] }));
    expect(finding?.path).toBe('MessageHeader/To[2]/OrganId');
  });

  test('a recall with its target passes; an unknown status code is a warning', () => {
    expect(codesOf(letter({ business: { kind: 'recall', documentId: 'x' } }))).toEqual([]);
    expect(codesOf({ ...STATUS, statusCode: '77' })).toEqual(['warning T.MessageHeader.StatusCode']);
  });

  test('a defect of an attachment is an error of the message', async () => {
    const bad = checkEdxml(await parseEdxml(envelope({ attachments: attachment('a.pdf', 'YWJ') })));
    expect(bad.map((finding) => finding.code)).toContain('T.AttachmentEncoded.Attachment');
  });
});

test.each([
  ['H35', 'qd20'],
  ['H37.DN.001', 'qd20'],
  ['000.00.00.H41', 'qcvn102'],
  ['28.22.h17 ', 'qcvn102'],
  ['020123456789', 'enterprise'],
  ['Z01QDND17', 'other_body'],
  [`H35.${'1'.repeat(32)}`, 'unknown'],
  ['sở mẫu', 'unknown'],
])('agency code %s is of scheme %s', (code, scheme) => {
  expect(agencyCodeScheme(code)).toBe(scheme);
  expect(normaliseAgencyCode(code)).toBe(code.trim().toUpperCase());
});

const { description: _, ...SILENT } = STATUS;

describe('findings in both languages, by path', () => {
  test('of repairs, of attachments, of business kinds; every text says something in each language', async () => {
    const manifest = '<edXML:Reference><edXML:ContentId>9</edXML:ContentId></edXML:Reference>';
    const bad = await parseEdxml(
      envelope({
        header:
          '<edXML:From><edXML:OrganId>null</edXML:OrganId></edXML:From><edXML:To><edXML:OrganId>?</edXML:OrganId></edXML:To>' +
          '<edXML:DueDate>30/02/2026</edXML:DueDate><edXML:La>x</edXML:La>',
        trace:
          '<edXML:TraceHeaderList><edXML:Bussiness><edXML:BussinessDocType>2</edXML:BussinessDocType></edXML:Bussiness></edXML:TraceHeaderList>',
        manifest,
        attachments: attachment('CON', 'YWJ'),
      }),
    );
    const findings = checkEdxml(bad);
    const paths = findings.map(({ code, path }) => `${code} ${path}`);
    expect(paths).toEqual(
      expect.arrayContaining([
        'N.MessageHeader.From.OrganId MessageHeader/From/OrganId',
        'T.MessageHeader.To.OrganId MessageHeader/To[1]/OrganId',
        'T.MessageHeader.DueDate MessageHeader/DueDate',
        'T.MessageHeader.La MessageHeader/La',
        'N.TraceHeaderList.Bussiness.DocumentId TraceHeaderList/Bussiness/DocumentId',
        'T.AttachmentEncoded.Attachment AttachmentEncoded/Attachment[1]',
        'N.AttachmentEncoded.Attachment AttachmentEncoded/Attachment[2]',
      ]),
    );
    for (const { vi, en } of findings) {
      expect(vi).not.toBe('');
      expect(en).toMatch(/^[\x20-\x7e–…≠"“”]+$/);
      expect(en).not.toMatch(/edxml\./);
      expect(vi).not.toBe(en);
    }
  });

  test('acceptance says what is missing in both', async () => {
    const empty = acceptanceOf(await parseEdxml(envelope({ header: '<edXML:Code/>' })));
    expect(empty.missing).toHaveLength(3);
    expect(empty.missingInEnglish).toHaveLength(3);
    expect(empty.isAcceptable).toBe(false);
  });

  test.each([
    [letter({ business: { kind: 'update', documentId: 'x' } }), 'N.TraceHeaderList.Bussiness.BussinessDocumentInfo'],
    [
      letter({ business: { kind: 'update', documentId: 'x', receiversChanged: true } }),
      'M.TraceHeaderList.Bussiness.BussinessDocumentInfo.DocumentReceiver',
    ],
    [
      letter({ business: { kind: 'replace', replacements: [{ documentId: 'x' }] } }),
      'N.TraceHeaderList.Bussiness.ReplacementInfoList.ReplacementInfo.OrganIdList',
    ],
    [
      letter({ business: { kind: 'recall', documentId: letter().documentId } }),
      'M.TraceHeaderList.Bussiness.DocumentId',
    ],
    [{ ...SILENT, statusCode: '02' }, 'N.MessageHeader.Description'],
    [{ ...STATUS, responseTo: { agencyCode: 'H35' } }, 'N.MessageHeader.ResponseFor'],
  ])('%j → %s', (message, code) => {
    expect(checkEdxml(message).map((finding) => finding.code)).toContain(code);
  });
});

describe('lengths are advice, and cut only for a receiver that insists', () => {
  const long = letter({
    from: { agencyCode: 'H35.9', name: 'ệ'.repeat(201), website: 'https://lai-chau.example.vn/mau' },
    number: '123456789012',
    documentId: 'x',
    abstract: 'ệ'.repeat(501),
    content: 'vừa đủ',
    recipients: ['b'.repeat(151)],
  });

  test('as it is by default, cut and left out when asked for', async () => {
    const whole = await parseEdxml(await buildEdxml(long));
    expect(whole.message).toEqual(long);
    const { message } = await parseEdxml(await buildEdxml(long, [], { fitLengths: true }));
    expect(message).toMatchObject({ number: '123456789012', abstract: `${'ệ'.repeat(499)}…`, content: 'vừa đủ' });
    expect(message).toMatchObject({ recipients: [`${'b'.repeat(149)}…`], from: { name: `${'ệ'.repeat(199)}…` } });
    expect(message.from).not.toHaveProperty('website');
    const codes = checkEdxml(message).map(({ code }) => code);
    expect(codes).toEqual(['R.MessageHeader.Code.CodeNumber']);
  });
});
