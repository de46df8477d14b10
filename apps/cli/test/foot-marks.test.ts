import { exampleLetter } from '@congvu/nd30';
import { renderPdf } from '@congvu/nd30/render';
import { expect, test } from 'vitest';
import { readPdf } from '../src/nd30/read-pdf.ts';

const CHECK = { address: 'vanban.example.vn/kiem-tra', code: '7KQ2-M9XD-4TRA', qr: [[true]] };

test('marks in the bottom margin of a letter over several pages are no words of it', async () => {
  const letter = exampleLetter();
  const long = { ...letter, body: Array.from({ length: 4 }, () => letter.body).flat() };
  const read = (options: Parameters<typeof renderPdf>[1]) => readPdf(Buffer.from(renderPdf(long, options).pdf));
  const plain = await read({});
  expect(await read({ check: CHECK })).toEqual(plain);
  expect(await read({ check: CHECK, demo: true })).toEqual(plain);
});
