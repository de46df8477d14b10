import { describe, expect, test } from 'vitest';
import {
  assertMessage,
  buildEdxml,
  checkEdxml,
  type EdxmlBusiness,
  type EdxmlDocument,
  type EdxmlError,
  type EdxmlMessage,
  type EdxmlStatusCode,
  parseEdxml,
  recallOf,
  refOf,
  replaceOf,
  STATUS_CODES,
  statusOf,
  targetsOf,
  updateOf,
} from '../src/index.ts';
import { letter, STATUS } from './messages.ts';

const OLD = letter();
const NEW = letter({ documentId: 'H35.9,2026/03/20,130/UBND-VHTT', number: '130', issuedOn: '2026-03-20' });

async function bothWays(message: EdxmlMessage): Promise<EdxmlMessage> {
  expect(checkEdxml(message)).toEqual([]);
  const read = await parseEdxml(await buildEdxml(message));
  expect(read.message).toEqual(message);
  return read.message;
}

describe('one function a kind', () => {
  test('recall: target in ResponseFor, a single one also in Bussiness', async () => {
    const recall = await bothWays(recallOf(NEW, { targets: [refOf(OLD)], reason: 'Gửi nhầm' }));
    expect(recall).toMatchObject({
      responsesTo: [
        { agencyCode: 'H35.9', numberSymbol: '123/UBND-VHTT', documentId: OLD.documentId, issuedOn: '2026-03-16' },
      ],
      business: { kind: 'recall', documentId: OLD.documentId, reason: 'Gửi nhầm', paperCopyFollows: false },
    });
    const two = recallOf(NEW, { targets: [refOf(OLD), { numberSymbol: '9/UBND' }] });
    expect(two.business).not.toHaveProperty('documentId');
    expect(targetsOf(two)).toHaveLength(2);
    expect(await bothWays(two)).toEqual(two);
  });

  test('update: of content, of receivers, of both', async () => {
    const content = await bothWays(updateOf(NEW, { documentId: OLD.documentId }));
    expect(content).toMatchObject({ business: { contentChanged: true, receiversChanged: false } });
    const receivers = [{ agencyCode: 'H35.9.2', change: 'added' as const }];
    const list = await bothWays(updateOf(NEW, { documentId: OLD.documentId, receivers }));
    expect(list).toMatchObject({ business: { contentChanged: false, receiversChanged: true, receivers } });
    await bothWays(
      updateOf(NEW, { documentId: OLD.documentId, receivers, contentChanged: true, paperCopyFollows: true }),
    );
  });

  test('replace: the receivers of the letter when none are named', async () => {
    const replace = await bothWays(
      replaceOf(NEW, { replacements: [{ documentId: OLD.documentId }, { documentId: 'y', agencyCodes: ['H36'] }] }),
    );
    expect(replace).toMatchObject({
      business: {
        replacements: [
          { documentId: OLD.documentId, agencyCodes: ['H35.9.1'] },
          { documentId: 'y', agencyCodes: ['H36'] },
        ],
      },
    });
  });

  test.each(Object.keys(STATUS_CODES) as EdxmlStatusCode[])('status %s', async (statusCode) => {
    const isSender = STATUS_CODES[statusCode].sentBy === 'sender';
    const from = isSender ? OLD.from : { agencyCode: 'H35.9.1' };
    const status = statusOf(OLD, { statusCode, from, at: '2026-03-17T08:00:00+07:00', description: 'Lý do' });
    expect(await bothWays(status)).toMatchObject({ responseTo: { agencyCode: isSender ? 'H35.9.1' : 'H35.9' } });
  });

  test('a business type and a status that nobody knows go through', async () => {
    const other = { ...NEW, business: { kind: 'other' as const, typeCode: '09' } };
    expect((await parseEdxml(await buildEdxml(other))).message).toEqual(other);
    const strange = { ...STATUS, statusCode: '99' };
    expect((await parseEdxml(await buildEdxml(strange))).message).toEqual(strange);
  });
});

describe('what each kind must say', () => {
  const of = (business: EdxmlBusiness, changes: Partial<EdxmlDocument> = {}): EdxmlDocument =>
    letter({ business, ...changes });
  const full = { documentId: 'x', agencyCodes: ['H35'] };

  test.each<[string, EdxmlMessage, string]>([
    ['recall without a target', of({ kind: 'recall' }), 'responsesTo'],
    [
      'recall of a reference that names nothing',
      of({ kind: 'recall' }, { responsesTo: [{ agencyCode: 'H35' }] }),
      'responsesTo',
    ],
    ['recall of a blank', of({ kind: 'recall', documentId: ' ' }), 'responsesTo'],
    ['update without a target', of({ kind: 'update', contentChanged: true }), 'business.documentId'],
    [
      'update of nothing',
      of({ kind: 'update', documentId: 'x', contentChanged: false, receiversChanged: false }),
      'business.contentChanged',
    ],
    [
      'receivers that are said not to change',
      of({ kind: 'update', documentId: 'x', receivers: [{ agencyCode: 'H35', change: 'added' }] }),
      'business.receiversChanged',
    ],
    [
      'a change of receivers that names none',
      of({ kind: 'update', documentId: 'x', receiversChanged: true }),
      'business.receivers',
    ],
    [
      'a receiver neither added nor removed',
      of({ kind: 'update', documentId: 'x', receiversChanged: true, receivers: [{ agencyCode: 'H35' }] }),
      'business.receivers[0].change',
    ],
    ['replace without a list', of({ kind: 'replace' }), 'business.replacements'],
    ['replace of an empty list', of({ kind: 'replace', replacements: [] }), 'business.replacements'],
    [
      'replace without bodies',
      of({ kind: 'replace', replacements: [full, { documentId: 'y' }] }),
      'business.replacements[1].agencyCodes',
    ],
    [
      'replace without a document',
      of({ kind: 'replace', replacements: [{ documentId: '', agencyCodes: ['H35'] }] }),
      'business.replacements[0].documentId',
    ],
    ['replacements in a new letter', of({ kind: 'new', replacements: [full] }), 'business.replacements'],
    ['receivers in a recall', of({ kind: 'recall', documentId: 'x', receivers: [] }), 'business.receivers'],
    ['a type code that has a name', of({ kind: 'other', typeCode: '03' }), 'business.kind'],
    ['a type code beside a kind', of({ kind: 'new', typeCode: '7' }), 'business.typeCode'],
    ['status about nothing', { ...STATUS, responseTo: {} }, 'responseTo'],
  ])('%s', (_, message, path) => {
    let caught: EdxmlError | undefined;
    try {
      assertMessage(message);
    } catch (error) {
      caught = error as EdxmlError; // the only class the package throws
    }
    expect(caught?.path).toBe(path);
    expect(caught?.english).toContain(path);
  });

  test('control: each of them passes when it says enough', () => {
    for (const business of [
      { kind: 'recall', documentId: 'x' },
      { kind: 'update', documentId: 'x' },
      {
        kind: 'update',
        documentId: 'x',
        receiversChanged: true,
        receivers: [{ agencyCode: 'H35', change: 'removed' }],
      },
      { kind: 'replace', replacements: [full] },
      { kind: 'new', documentId: 'x' },
    ] satisfies EdxmlBusiness[]) {
      expect(() => assertMessage(of(business))).not.toThrow();
    }
    expect(() => assertMessage(of({ kind: 'recall' }, { responsesTo: [{ numberSymbol: '1/A' }] }))).not.toThrow();
  });
});

describe('targets', () => {
  test('the union of both places, each document once', () => {
    const recall = letter({
      responsesTo: [
        { documentId: 'A', numberSymbol: '1/A' },
        { documentId: 'B' },
        { documentId: 'A' },
        { agencyCode: 'H35' },
      ],
      business: { kind: 'recall', documentId: 'A' },
    });
    expect(targetsOf(recall)).toEqual([{ documentId: 'A', numberSymbol: '1/A' }, { documentId: 'B' }]);
    expect(targetsOf({ ...recall, business: { kind: 'recall', documentId: 'C' } })).toHaveLength(3);
    expect(targetsOf({ ...recall, business: { kind: 'new', documentId: 'C' } })).toEqual([]);
    const twice = [{ documentId: 'A' }, { documentId: 'A' }];
    expect(targetsOf(letter({ business: { kind: 'replace', replacements: twice } }))).toEqual([{ documentId: 'A' }]);
  });
});
