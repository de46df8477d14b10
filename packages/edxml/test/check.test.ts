import { describe, expect, test } from 'vitest';
import { agencyCodeScheme, checkEdxml, normaliseAgencyCode, parseEdxml } from '../src/index.ts';
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
