import { describe, expect, test } from 'vitest';
import { MATRIX } from './matrix/all.ts';
import { EVERYBODY, type Matrix, on, type PlaceRules } from './matrix/rules.ts';

/** Objects that hold the words of documents and mails, or what is signed. */
const WORDS = new Set([
  'draft',
  'outgoing',
  'incoming',
  'request',
  'roster',
  'box',
  'mailDraft',
  'submission',
  'dispatch',
  'dispatchedLetter',
  'parcel',
  'amendment',
  'refusedAmendment',
  'amendmentRequest',
  'batch',
  'check',
  'phrase',
]);

function allowedIn(places: PlaceRules): string {
  return Object.values(places)
    .map((rule) => rule.split('/')[0])
    .join('');
}

/** Everybody whom some place and state of the route lets in. */
function lettersOf(matrix: Matrix, name: string): string {
  const rule = matrix[name];
  if (rule === undefined || rule.who === 'public') {
    return '';
  }
  return rule.who === 'roles' ? rule.may : [rule.places, ...Object.values(rule.states)].map(allowedIn).join('');
}

function isAboutWords(matrix: Matrix, name: string): boolean {
  const rule = matrix[name];
  return rule?.who === 'object' && WORDS.has(rule.kind);
}

/** What the server answers is what the matrix says (access.test.ts), so that duties may be read off it. */
function openToAdministrators(matrix: Matrix): string[] {
  return Object.keys(matrix).filter((name) => isAboutWords(matrix, name) && lettersOf(matrix, name).includes('Q'));
}

function changesBy(letter: string): string[] {
  return Object.keys(MATRIX).filter((name) => {
    const letters = lettersOf(MATRIX, name);
    return !name.startsWith('GET ') && letters.includes(letter) && letters !== EVERYBODY;
  });
}

describe('separation of duties (T11)', () => {
  test('no route gives an administrator the words of a document, a request or a mail, anywhere, in any state', () => {
    expect(openToAdministrators(MATRIX)).toEqual([]);
  });

  test('a route that did would be found', () => {
    const leaking: Matrix = { 'GET /api/drafts/:id': on('draft', { unit: 'C' }, { submitted: { unit: 'CQ' } }) };
    expect(openToAdministrators(leaking)).toEqual(['GET /api/drafts/:id']);
  });

  test('an auditor changes nothing but what is his own', () => {
    // That he asked why somebody may read a document, which is only a line of the log; that somebody of the agency has looked at what
    // it is asked for.
    expect(changesBy('K')).toEqual(['POST /api/explanations/documents', 'POST /api/campaigns/:id/opened']);
  });

  test('the log is read by the inspector and kept by the administrator, never both', () => {
    const audit = Object.keys(MATRIX).filter((name) => name.includes('/api/audit/'));
    const both = audit.filter((name) => ['Q', 'K'].every((letter) => lettersOf(MATRIX, name).includes(letter)));
    // Whether the log is whole concerns both; it says nothing of who did what.
    expect(
      both.every((name) => name.startsWith('GET /api/audit/log') || name.startsWith('GET /api/audit/watched')),
    ).toBe(true);
    expect(lettersOf(MATRIX, 'GET /api/audit/entries')).toBe('K');
    expect(lettersOf(MATRIX, 'POST /api/audit/key')).toBe('Q');
  });

  test('numbers, issue and cancelled numbers are the clerk’s alone (Decree 30/2020 Art. 15, 18, 22, 32)', () => {
    for (const name of [
      'POST /api/incoming',
      'POST /api/incoming/:id/register',
      'POST /api/outgoing/from-draft/:draftId',
      'POST /api/outgoing/:id/cancel-number',
      'POST /api/outgoing/:id/return',
    ]) {
      expect([name, [...new Set(lettersOf(MATRIX, name))].join('')]).toEqual([name, 'V']);
    }
  });

  test('content is approved by the head of the drafting unit, directed by leaders, sent by nobody who only looks on', () => {
    expect([...new Set(lettersOf(MATRIX, 'POST /api/drafts/:id/approve-content'))].join('')).toBe('T');
    expect([...new Set(lettersOf(MATRIX, 'POST /api/incoming/:id/direct'))].join('')).toBe('L');
    expect(lettersOf(MATRIX, 'POST /api/signing/batches')).not.toMatch(/[QKCFN]/);
  });
});
