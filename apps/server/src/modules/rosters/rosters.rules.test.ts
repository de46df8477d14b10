import type { BatchState, LineResult, RequestKind } from '@congvu/contracts';
import { FORMS } from '@congvu/forms';
import { describe, expect, test } from 'vitest';
import type { Role, Subject } from '../../platform/authorise.ts';
import { answerDueOn } from './answer-term.ts';
import { composeCovering } from './letter/compose-covering.ts';
import { isBlocking } from './merge-list.ts';
import { incomplete } from './results/needed-fields.ts';
import { type BatchFacts, batchPolicies, rosterDeskPolicies } from './rosters.policy.ts';
import { BATCH_STATE_LABELS, BATCH_TRANSITIONS } from './rosters.states.ts';
import type { BatchRow, StoredFinding } from './rosters.tables.ts';

const STATES = Object.keys(BATCH_STATE_LABELS) as BatchState[];
const weekdays = (day: string) => ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());

describe('states', () => {
  test('nothing leads back from what was sent, nothing out of the ends', () => {
    const after = (state: BatchState) =>
      Object.values(BATCH_TRANSITIONS).flatMap(({ from, to }) => (from.includes(state) ? [to] : []));
    const reach = (start: BatchState): Set<BatchState> => {
      const seen = new Set<BatchState>();
      const open = [start];
      for (let state = open.pop(); state !== undefined; state = open.pop()) {
        for (const next of after(state).filter((one) => !seen.has(one))) {
          seen.add(next);
          open.push(next);
        }
      }
      return seen;
    };
    expect([...reach('sent')].sort()).toEqual(['acknowledged', 'archived', 'partly_resulted', 'resulted']);
    expect([...reach('archived'), ...reach('cancelled')]).toEqual([]);
    expect([...reach('collecting')].sort()).toEqual(STATES.filter((state) => state !== 'collecting').sort());
  });
});

describe('policy', () => {
  const person = (agencyId: string, ...roles: Role[]): Subject => ({
    userId: 'u',
    personId: 'p',
    positionId: 'c',
    agencyId,
    unitId: 'd',
    unitIds: ['d'],
    roles,
    displayName: 'Người Thử',
    title: 'Chuyên viên',
  });
  const facts = (state: BatchState, more: Partial<BatchFacts> = {}): BatchFacts => ({
    agencyId: 'office',
    state,
    destinationAgencyId: 'province',
    destinationHosted: true,
    hasLetter: state !== 'collecting',
    ...more,
  });
  const focal = person('office', 'focal');
  const province = person('province', 'focal');
  const may = (action: Parameters<typeof batchPolicies.decide>[0], who: Subject, batch: BatchFacts) =>
    batchPolicies.decide(action, who, batch).allowed;

  test('the list changes only while it is open and only by the focal people of its office', () => {
    const open = STATES.filter((state) => may('requests.roster_change', focal, facts(state)));
    expect(open).toEqual(['collecting']);
    expect(may('requests.roster_change', focal, facts('letter_drafted', { hasLetter: false }))).toBe(true);
    expect(may('requests.roster_change', person('office', 'leader', 'clerk'), facts('collecting'))).toBe(false);
    expect(may('requests.roster_change', province, facts('collecting'))).toBe(false);
  });

  test('the superior sees it from the day it was sent', () => {
    const seen = STATES.filter((state) => may('requests.roster_read', province, facts(state)));
    expect(seen).toEqual(['sent', 'acknowledged', 'partly_resulted', 'resulted', 'archived']);
    expect(may('requests.roster_read', person('elsewhere', 'focal', 'leader'), facts('sent'))).toBe(false);
    expect(may('requests.roster_read', person('office', 'specialist'), facts('sent'))).toBe(false);
  });

  test('results are written down where they are known', () => {
    const outside = { destinationHosted: false };
    expect(may('requests.roster_record', province, facts('sent'))).toBe(true);
    expect(may('requests.roster_record', focal, facts('sent'))).toBe(false);
    expect(may('requests.roster_record', focal, facts('sent', outside))).toBe(true);
    expect(may('requests.roster_record', province, facts('sent', outside))).toBe(false);
    const states = STATES.filter((state) => may('requests.roster_record', focal, facts(state, outside)));
    expect(states).toEqual(['sent', 'acknowledged', 'partly_resulted']);
    expect(may('requests.roster_record', person('province', 'clerk', 'leader'), facts('sent'))).toBe(false);
  });

  test('numbers of papers leave the screen only with focal people and leaders', () => {
    expect(may('requests.roster_export', person('office', 'leader'), facts('collecting'))).toBe(true);
    expect(may('requests.roster_export', person('office', 'clerk', 'auditor'), facts('collecting'))).toBe(false);
    expect(may('requests.roster_export', province, facts('collecting'))).toBe(false);
  });

  test('batches are opened by focal people', () => {
    expect(rosterDeskPolicies.decide('requests.roster_open', focal, {}).allowed).toBe(true);
    expect(rosterDeskPolicies.decide('requests.roster_open', person('office', 'leader'), {}).allowed).toBe(false);
    expect(rosterDeskPolicies.decide('requests.roster_list', person('office', 'specialist'), {}).allowed).toBe(false);
  });
});

describe('the term of an answer', () => {
  test.each([
    ['cert.revoke', '2021-03-22', '2021-03-25'],
    ['cert.revoke', '2021-03-25', '2021-03-30'],
    ['cert.issue.person', '2025-07-04', '2025-07-09'],
    ['account.new', '2021-03-22', null],
    ['mailbox.new', '2021-03-22', null],
    // Before the decree of 2018 nothing is known.
    ['cert.revoke', '2018-01-02', null],
  ] as const)('%s sent on %s', (kind, sentOn, dueOn) => {
    expect(answerDueOn(kind, sentOn, weekdays)).toBe(dueOn);
  });

  test('a calendar without working days ends', () => {
    expect(answerDueOn('cert.revoke', '2021-03-22', () => false)).toMatch(/^2021-/);
  });
});

describe('what a result must say', () => {
  const full: LineResult = {
    lineId: 'l',
    outcome: 'granted',
    serial: '5A',
    validFrom: '2021-04-01',
    validTo: '2026-04-01',
    revokedOn: '2021-04-01',
    accountName: 'a.b',
    address: 'a@b.gov.vn',
    effectiveOn: '2021-04-01',
  };
  const kinds: RequestKind[] = FORMS.map(({ kind }) => kind);

  test.each(kinds)('%s: all is enough, nothing is not', (kind) => {
    const cells = { renew: true };
    expect(incomplete(kind, cells, full)).toBeUndefined();
    expect(incomplete(kind, cells, { lineId: 'l', outcome: 'granted' })).toContain('còn thiếu');
    expect(incomplete(kind, cells, { lineId: 'l', outcome: 'refused' })).toContain('lý do');
    expect(incomplete(kind, cells, { lineId: 'l', outcome: 'returned', reason: 'Sai tên' })).toBeUndefined();
  });

  test('a change without renewal keeps the dates; dates stand in order', () => {
    expect(incomplete('cert.renew_change', { change: true }, { lineId: 'l', outcome: 'granted' })).toBeUndefined();
    expect(incomplete('cert.issue.person', {}, { ...full, validTo: full.validFrom })).toContain('sau ngày');
  });
});

describe('what stops the letter', () => {
  const finding = (severity: StoredFinding['severity']): StoredFinding => ({
    id: 'f',
    rule: 'C1',
    code: 'requests.duplicate_item',
    severity,
    message: '',
    lineIds: [],
  });
  const decided = [{ findingId: 'f', keep: [], by: '', reason: '', at: '' }];

  test.each([
    ['error', true, true],
    ['wait', true, true],
    ['conflict', true, false],
    ['warning', false, false],
  ] as const)('%s', (severity, before, after) => {
    expect(isBlocking(finding(severity), [])).toBe(before);
    expect(isBlocking(finding(severity), decided)).toBe(after);
  });
});

describe('the covering letter', () => {
  const batch = (kind: RequestKind, form: BatchRow['form_code'], urgent = false) =>
    ({ kind, form_code: form, form_set: '2021', line_count: 3, urgent }) as BatchRow;
  const facts = {
    officeName: 'UBND huyện Bản Sen',
    unitSymbol: 'VHTT',
    destination: { agencyId: 'd', name: 'Sở Thông tin và Truyền thông' },
  };
  const words = (content: ReturnType<typeof composeCovering>) =>
    content.blocks.map((one) => one.runs.map((run) => run.text).join('')).join('\n');

  test('says per list how many of whom, who was late and who has nothing', () => {
    const totals = [
      { agencyId: 'a', agencyName: 'UBND xã A', count: 2, late: 0 },
      { agencyId: 'b', agencyName: 'UBND xã B', count: 1, late: 1 },
    ];
    const content = composeCovering({
      ...facts,
      batches: [
        { batch: batch('account.new', 'M06'), totals, nil: ['UBND xã C'] },
        { batch: batch('mailbox.new', 'M10'), totals: totals.slice(0, 1), nil: [] },
      ],
    });
    const text = words(content);
    expect(text).toContain('UBND xã A: 2; UBND xã B: 1');
    expect(text).toContain('gửi muộn so với thời hạn của đợt: UBND xã B (1)');
    expect(text).toContain('không phát sinh: UBND xã C');
    expect(text).toContain('đề nghị của 2 cơ quan');
    expect(content.abstract).toContain('cấp mới tài khoản');
    expect(content.urgency).toBe('normal');
  });

  test('many units are not all named; what is urgent says so', () => {
    const totals = Array.from({ length: 300 }, (_, index) => ({
      agencyId: String(index),
      agencyName: `Đơn vị ${index}`,
      count: 1,
      late: 0,
    }));
    const content = composeCovering({
      ...facts,
      batches: [{ batch: batch('cert.revoke', 'M04', true), totals, nil: [] }],
    });
    expect(words(content)).toContain('và 200 đơn vị khác');
    expect(content.urgency).toBe('urgent');
  });
});
