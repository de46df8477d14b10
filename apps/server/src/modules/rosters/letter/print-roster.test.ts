import type { Roster } from '@congvu/forms/render';
import { expect, test } from 'vitest';
import { printRoster } from './print-roster.ts';
import { renderRoster } from './render-roster.ts';

function rosterOf(lines: number): Roster {
  return {
    form: 'M06',
    set: '2021',
    issuer: 'UBND HUYỆN TAM ĐƯỜNG\nPHÒNG VĂN HÓA VÀ THÔNG TIN',
    place: 'Tam Đường',
    date: null,
    groups: [{ agencyName: 'UBND xã Bình Lư', count: lines }],
    lines: Array.from({ length: lines }, (_unused, index) => ({
      stt: index + 1,
      values: { fullName: `Cầm Thị ${index}`, position: 'Công chức', unit: 'UBND xã Bình Lư', phone: '0900000990' },
      agencyName: 'UBND xã Bình Lư',
      originalNo: index + 1,
    })),
  };
}

const processes = (): number => process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap').length;

test.each([
  [300, 0],
  [301, 1],
])('%i lines take %i processes, and the pages are the same', async (lines, started) => {
  const roster = rosterOf(lines);
  const before = processes();
  const printing = printRoster(roster, 'pdf');
  expect(processes() - before).toBe(started);
  const [printed, here] = [await printing, Buffer.from(await renderRoster(roster, 'pdf'))];
  expect(printed.subarray(0, 5).toString()).toBe('%PDF-');
  expect(printed.equals(here)).toBe(true);
});

test('a printed workbook is one, in a process of its own or not', async () => {
  for (const lines of [1, 301]) {
    for (const format of ['xlsx', 'results'] as const) {
      const printed = await printRoster(rosterOf(lines), format);
      expect(printed.subarray(0, 4), `${format} of ${lines}`).toEqual(Buffer.from('PK\u0003\u0004'));
    }
  }
});
