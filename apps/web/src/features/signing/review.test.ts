import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatLeft } from './device-windows.tsx';
import { timeLeft } from './progress-bar.tsx';
import { groupFailures, type ItemResult, isFailed, orderForReview, type Review } from './review.ts';
import { lineOf } from './sign-item.tsx';
import { batch, item } from './signing.fixture.ts';
import { lookAgainMs } from './signing-api.ts';
import { windowOf } from './use-window.ts';

const failed = (documentId: string, message: string): ItemResult => ({
  documentId,
  result: 'failed',
  code: 'signing.failed',
  message,
  numberSymbol: null,
});

describe('the order of the review', () => {
  it('puts failures first, then warnings, what cannot be signed last, the rest as the queue had it', () => {
    const items = [
      item('stopped', 'Đ', { stopped: { code: 'x', message: 'Nội dung đã đổi' } }),
      item('plain', 'B'),
      item('signed', 'C', { state: 'completed', findings: 2 }),
      item('warned', 'D', { checks: [{ ok: false, text: 'Ủy quyền còn 2 ngày' }] }),
      item('failed', 'E', { state: 'failed' }),
      item('refused here', 'G'),
    ];
    const results = new Map([['refused here', failed('refused here', 'Thiết bị bị rút ra.')]]);
    expect(orderForReview(items, results).map(({ documentId }) => documentId)).toEqual([
      'failed',
      'refused here',
      'warned',
      'plain',
      'signed',
      'stopped',
    ]);
  });

  it('a signature that arrived is no failure, whatever was said before', () => {
    expect(isFailed(item('a', 'A', { state: 'completed' }), failed('a', 'Chưa ký'))).toBe(false);
    expect(isFailed(item('a', 'A', { state: 'sent' }), failed('a', 'Chưa ký'))).toBe(true);
  });
});

describe('what is told of one document', () => {
  it('a refusal replaces the waiting that was said first', () => {
    const said = {
      documentId: 'a',
      result: 'pending',
      code: null,
      message: 'Đang chờ thiết bị ký.',
      numberSymbol: null,
    } as const;
    const now = item('a', 'A', { state: 'failed', result: { code: 'signing.refused', message: 'Đã từ chối.' } });
    expect(lineOf(now, said, true)).toEqual({ tone: 'bad', text: 'Đã từ chối.' });
  });

  it('each reason stands once with its count', () => {
    const items = [item('a', 'A'), item('b', 'B'), item('c', 'C')];
    const results = new Map(
      items.map(({ documentId: id }) => [id, failed(id, id === 'c' ? 'Nội dung đã đổi.' : 'Thiết bị bị rút ra.')]),
    );
    const review: Review = {
      items,
      current: undefined,
      opened: new Set(),
      ticked: new Set(),
      results,
      left: items,
      signedIds: [],
      failedIds: new Set(['a', 'b', 'c']),
      unopened: [],
      finished: false,
      pages: 0,
    };
    expect(groupFailures(review)).toEqual([
      { message: 'Thiết bị bị rút ra.', count: 2 },
      { message: 'Nội dung đã đổi.', count: 1 },
    ]);
  });
});

describe('how soon the batch is looked at again', () => {
  const phone = batch({
    state: 'sent',
    device: { way: 'phone', label: 'SmartCA', verificationCode: '1', waitsUntil: null },
  });
  it.each([
    ['nothing happens', batch(), false, false],
    ['the key works', batch(), true, true],
    ['the phone is waited for', phone, false, true],
    ['the phone has answered', { ...phone, state: 'open' as const }, false, false],
    ['the agent was interrupted', batch({ state: 'sent', device: { ...phone.device, way: 'agent' } }), false, false],
    ['the office was left at work', batch({ items: [item('a', 'A', { state: 'prepared' })] }), false, true],
  ])('%s', (_, given, busy, looks) => {
    expect(lookAgainMs(given, busy) !== false).toBe(looks);
  });

  it('seldomer when there is much to read', () => {
    const many = batch({ items: Array.from({ length: 1_000 }, (_, index) => item(`d${index}`, 'Thư')) });
    expect(Number(lookAgainMs(many, true))).toBeGreaterThan(Number(lookAgainMs(batch(), true)));
  });
});

describe('a thousand rows', () => {
  it('never draws more than the window and its margin, and always what is seen', () => {
    fc.assert(
      fc.property(fc.nat(1_000), fc.integer({ min: 1, max: 1_000 }), fc.nat(2_000), (row, count, height) => {
        const top = Math.min(row, count - 1) * 108;
        const { from, to } = windowOf({ top, height }, 108, count);
        expect(from).toBeGreaterThanOrEqual(0);
        expect(to).toBeLessThanOrEqual(count);
        expect(from).toBeLessThanOrEqual(Math.floor(top / 108));
        expect(to).toBeGreaterThanOrEqual(Math.min(count, Math.ceil((top + height) / 108)));
        expect(to - from).toBeLessThanOrEqual(Math.ceil(height / 108) + 14);
      }),
    );
  });
});

describe('time in words', () => {
  it('counts down to nothing and not below', () => {
    const now = new Date('2021-03-22T03:00:00Z');
    expect(formatLeft('2021-03-22T03:04:05Z', now)).toBe('4:05');
    expect(formatLeft('2021-03-22T02:59:00Z', now)).toBe('0:00');
  });

  it('says how long only when it can be known', () => {
    expect(timeLeft(1, 1, 1_000)).toBe('');
    expect(timeLeft(60, 100, 400)).toBe('còn khoảng 3 phút');
    expect(timeLeft(10, 100, 300)).toBe('còn dưới 1 phút');
    expect(timeLeft(10, 100, 101)).toBe('');
  });
});
