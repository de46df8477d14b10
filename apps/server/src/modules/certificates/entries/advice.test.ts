import { describe, expect, test } from 'vitest';
import { entryStatus } from './advice.ts';
import { addDays } from './days.ts';
import { assertEntryMove, ENTRY_MOVES, stateOn } from './entries.states.ts';
import { buildEntry } from './entries.store.ts';
import type { CertificateEntryRow, EntryState } from './entries.tables.ts';

const TODAY = '2021-03-22';

function entry(given: Partial<CertificateEntryRow> = {}): CertificateEntryRow {
  return buildEntry(new Date('2021-03-22T01:00:00Z'), {
    agency_id: '01900000-0000-7000-8000-000000000001',
    subject_kind: 'person',
    subject_name: 'Lò Thị Mai',
    serial: '5A7F',
    serial_key: '5a7f',
    valid_from: '2018-01-01',
    valid_to: '2022-12-31',
    ...given,
  });
}

const left = (days: number, given: Partial<CertificateEntryRow> = {}) =>
  entryStatus(entry({ valid_to: addDays(TODAY, days), ...given }), TODAY);

describe('the ladder', () => {
  test.each([
    [400, 'green'],
    [121, 'green'],
    [120, 'blue'],
    [91, 'blue'],
    [90, 'amber'],
    [66, 'amber'],
    [65, 'red'],
    [61, 'red'],
    [60, 'red'],
  ] as const)('%i days left: %s', (days, tone) => {
    const said = left(days);
    expect(said).toMatchObject({ tone, daysLeft: days, state: 'active' });
    expect(said.advice.includes('Mẫu 03')).toBe(days <= 120);
  });

  test('names the day before which renewal is asked for: sixty days must be left on the last good one', () => {
    expect(left(63).advice).toContain('trước ngày 26/3/2021');
    expect(left(60).advice).toContain('trước ngày 23/3/2021');
  });

  test.each([59, 31])('%i days left: too late to renew, a new one', (days) => {
    const said = left(days);
    expect(said.tone).toBe('amber');
    expect(said.advice).toContain('Mẫu 01');
    expect(said.advice).not.toContain('Mẫu 03');
  });

  test.each([30, 7, 0])('%i days left: no signing is planned past the end', (days) => {
    expect(left(days)).toMatchObject({ tone: 'red', daysLeft: days, state: 'active' });
    expect(left(days).advice).toContain('không giao việc ký');
  });

  test('renewed once: a new one even with time left, of the form of its kind', () => {
    expect(left(100, { renewal_count: 1 }).advice).toContain('Mẫu 01');
    expect(left(100, { renewal_count: 1, subject_kind: 'organisation' }).advice).toContain('Mẫu 02');
    expect(left(100, { renewal_count: 0 }).advice).toContain('Mẫu 03');
  });

  test('past: expired, with negative days', () => {
    expect(left(-1)).toMatchObject({ tone: 'red', daysLeft: -1, state: 'expired' });
  });

  test('without an end it asks for one', () => {
    expect(entryStatus(entry({ valid_to: null }), TODAY)).toMatchObject({ tone: 'amber', daysLeft: null });
  });

  test.each(['frozen', 'revoke_requested', 'revoked', 'transferred_out', 'requested'] as const)(
    '%s speaks of that, not of days',
    (state) => {
      const said = left(63, { state });
      expect(said.state).toBe(state);
      expect(said.advice).not.toContain('Mẫu 03');
    },
  );
});

describe('states', () => {
  test('the calendar moves what is issued and what ends, and nothing that is closed', () => {
    expect(stateOn(entry({ state: 'issued', valid_from: '2021-03-23' }), TODAY)).toBe('issued');
    expect(stateOn(entry({ state: 'issued', valid_from: TODAY }), TODAY)).toBe('active');
    expect(stateOn(entry({ state: 'frozen', valid_to: '2021-03-21' }), TODAY)).toBe('expired');
    expect(stateOn(entry({ state: 'revoked', valid_to: '2021-03-21' }), TODAY)).toBe('revoked');
    expect(stateOn(entry({ valid_to: TODAY }), TODAY)).toBe('active');
  });

  const states = Object.keys(ENTRY_MOVES) as EntryState[];
  test.each(states.flatMap((from) => states.map((to) => [from, to] as const)))('%s → %s', (from, to) => {
    const move = () => assertEntryMove({ serial: '5A', state: from }, to);
    if (ENTRY_MOVES[from].includes(to)) {
      expect(move).not.toThrow();
    } else {
      expect(move).toThrow(expect.objectContaining({ code: 'certificates.entry_state', status: 409 }));
    }
  });

  test('nothing leaves revoked, and only what lives is frozen', () => {
    expect(ENTRY_MOVES.revoked).toEqual([]);
    expect(states.filter((from) => ENTRY_MOVES[from].includes('frozen'))).toEqual([
      'issued',
      'active',
      'revoke_requested',
    ]);
  });
});
