import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exampleLetter } from '@congvu/nd30';
import { renderPdf } from '@congvu/nd30/render';
import { listTextFields } from '@congvu/pades';
import { expect, test } from 'vitest';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice } from '../../platform/testing/test-context.ts';
import { buildDistrictOffice } from '../drafting/drafting.testing.ts';
import { buildHandedOver, giveDemoKeys, recordPorts, signAll } from './outgoing.testing.ts';
import { expectDigits, reserveSlots, slotDigits } from './slots.ts';

const HAS_POPPLER = spawnSync('pdftotext', ['-v']).status === 0;
if (!HAS_POPPLER) {
  console.info('outgoing: pdftotext is absent, the gaps in the head of a page were left out');
}

test.each([
  // Numbers and days below 10 and the months 1 and 2 with a leading 0 (Annex I part II sections 3 and 4).
  [7, '2021-02-05', ['07', '05', '02', '2021']],
  [10, '2021-03-10', ['10', '10', '3', '2021']],
  [367, '2021-10-22', ['367', '22', '10', '2021']],
])('digits of number %i on %s', (number, on, digits) => {
  expect(Object.values(slotDigits(number, on))).toEqual(digits);
});

test.each([
  [1, '2021-03-22', { number: 2, month: 1 }],
  [96, '2021-03-22', { number: 2, month: 1 }],
  [97, '2021-03-22', { number: 3, month: 1 }],
  [998, '2021-02-21', { number: 4, month: 2 }],
  [367, '2021-02-28', { number: 3, month: 2 }],
  [367, '2021-09-20', { number: 3, month: 1 }],
  [367, '2021-09-24', { number: 3, month: 2 }],
  [367, '2021-12-30', { number: 3, month: 2 }],
])('next number %i on %s', (next, on, expected) => {
  expect(expectDigits(next, on)).toEqual(expected);
});

test('a page has a field for each of number, day, month and year, blank until the seal', () => {
  const { number: _number, issuedOn: _issuedOn, ...letter } = exampleLetter();
  const { pdf, anchors } = renderPdf(letter, { expectedDigits: expectDigits(367, '2021-03-22') });
  const fields = listTextFields(reserveSlots(pdf, anchors));
  expect(fields.map(({ name, value }) => [name, value])).toEqual(
    ['So', 'Ngay', 'Thang', 'Nam'].map((name) => [name, null]),
  );
});

interface Word {
  text: string;
  left: number;
  right: number;
}

const NO_WORD: Word = { text: '', left: -1_000, right: -1_000 };

/** Words of the first page as poppler reads them. */
function readWords(pdf: Uint8Array): Word[] {
  const folder = mkdtempSync(join(tmpdir(), 'congvu-slots-'));
  try {
    const path = join(folder, 'page.pdf');
    writeFileSync(path, pdf);
    const { stdout } = spawnSync('pdftotext', ['-bbox', '-l', '1', path, '-'], { encoding: 'utf8' });
    const pattern = /xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)" yMax="[\d.]+">(.*)<\/word>/g;
    return [...stdout.matchAll(pattern)].map(([, left, right, text = '']) => ({
      text: text.normalize('NFC'),
      left: Number(left),
      right: Number(right),
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test.runIf(HAS_POPPLER)('the head of a sealed page reads as printed: one word space around every number', async () => {
  const office = await createTestOffice();
  try {
    const district = await buildDistrictOffice(office);
    await giveDemoKeys(office, district);
    const ports = recordPorts();
    const id = await buildHandedOver(office, district);
    await signAll(office.as(district.deputy), ports, 'outgoing.sign', [id]);
    await signAll(office.as(district.clerk), ports, 'outgoing.seal', [id]);
    const [row] = await rawQuery<{ current_sha256: string }>(
      office.db,
      'select current_sha256 from outgoing_document where id = $1',
      [id],
    );
    const words = readWords(await office.blobs.readBytes(row?.current_sha256 ?? ''));
    const from = words.findIndex((word) => word.text === 'ngày');
    const place = words.slice(from, from + 6);
    expect(place.map((word) => word.text).join(' ')).toBe('ngày 22 tháng 3 năm 2021');
    const find = (is: (text: string) => boolean): Word => words.find((word) => is(word.text)) ?? NO_WORD;
    const digits = find((text) => text.startsWith('01'));
    for (const line of [place, [find((text) => text === 'Số:'), digits]]) {
      const gaps = line.slice(1).map((word, index) => word.left - (line[index]?.right ?? 0));
      expect(Math.min(...gaps)).toBeGreaterThan(2);
      expect(Math.max(...gaps)).toBeLessThan(5);
    }
    // "/" follows at once; poppler may read both as one word.
    const symbol = find((text) => text.endsWith('/UBND-VHTT'));
    expect(symbol.left - digits.right).toBeLessThan(0.5);
    expect(symbol.right).toBeGreaterThan(digits.left);
  } finally {
    await office.close();
  }
});
