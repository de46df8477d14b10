import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  formatDate,
  formatDayOf,
  formatMoment,
  formatNumber,
  formatToday,
  formatWhen,
  officeToday,
  onThisComputer,
  setOfficeClock,
} from './dates.ts';
import { initialsOf, matchesWords } from './names.ts';

afterEach(() => {
  vi.useRealTimers();
});

function at(now: string): void {
  vi.useFakeTimers({ now: new Date('2026-11-25T00:00:00Z') });
  setOfficeClock(now);
}

describe('dates of the office', () => {
  it.each([
    ['2021-03-22', '22/3/2021'],
    ['2021-04-02', '02/4/2021'],
    ['2021-02-09', '09/02/2021'],
    ['2021-12-31', '31/12/2021'],
  ])('writes %s as the decree does', (date, text) => {
    expect(formatDate(date)).toBe(text);
  });

  it('takes today from the office, not from this computer', () => {
    at('2021-03-21T17:30:00Z');
    expect(officeToday()).toBe('2021-03-22');
    expect(formatToday('2021-03-21T17:30:00Z')).toBe('Thứ Hai, 22 tháng 3');
  });

  it('tells the programs of this computer a moment by their own clock', () => {
    at('2021-03-21T17:30:00Z');
    expect(onThisComputer('2021-03-21T18:30:00Z')).toBe('2026-11-25T01:00:00.000Z');
  });

  it.each([
    ['2021-03-22T06:12:00Z', '13:12'],
    ['2021-03-19T03:00:00Z', 'thứ Sáu'],
    ['2021-03-10T03:00:00Z', '10/3'],
    ['2020-12-31T03:00:00Z', '31/12/2020'],
  ])('shortens %s', (instant, text) => {
    at('2021-03-22T08:00:00Z');
    expect(formatWhen(instant)).toBe(text);
  });

  it('says yesterday', () => {
    at('2021-03-22T08:00:00Z');
    expect(formatMoment('2021-03-21T09:05:00Z')).toBe('hôm qua 16:05');
  });

  it.each([
    ['2021-03-21T17:00:00Z', 'hôm nay'],
    ['2021-03-20T17:00:00Z', 'hôm qua'],
    ['2021-03-18T17:00:00Z', '19/3/2021'],
  ])('says the day of %s without an hour nobody knows', (instant, text) => {
    at('2021-03-22T08:00:00Z');
    expect(formatDayOf(instant)).toBe(text);
  });

  it('groups thousands with dots', () => {
    expect([formatNumber(7), formatNumber(1248), formatNumber(1_000_000)]).toEqual(['7', '1.248', '1.000.000']);
  });
});

describe('names', () => {
  it('marks a person by the last two words of the name', () => {
    expect([initialsOf('Lò Thị Mai Hương'), initialsOf('Vàng A Páo'), initialsOf('Tú')]).toEqual(['MH', 'AP', 'T']);
  });

  it('finds without accents, all words', () => {
    expect(matchesWords('UBND huyện Tam Đường', 'tam duong')).toBe(true);
    expect(matchesWords('UBND huyện Tam Đường', 'duong tam')).toBe(true);
    expect(matchesWords('UBND huyện Tam Đường', 'tan uyen')).toBe(false);
  });
});
