import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { PadesError, verifyPdf } from '../src/index.ts';
import { handPng } from './drawn-png.ts';
import { DIGITS, letterPdf, plainPdf, signPdf } from './sample-pdf.ts';
import { buildPki, NOW } from './test-pki.ts';

const pki = buildPki();
let signed: Uint8Array;

beforeAll(async () => {
  const person = await pki.signer({ name: 'Lý A Tủa' });
  const once = await signPdf(await letterPdf(), person, {
    field: 'KyNguoi1',
    docMDP: 2,
    appearance: { image: handPng() },
  });
  signed = await signPdf(once, person, { field: 'DauCoQuan', fill: DIGITS });
});

function isIntact(pdf: Uint8Array): boolean {
  try {
    return verifyPdf(pdf, { trustAnchors: pki.anchors, at: NOW }).intact;
  } catch (error) {
    expect(error).toBeInstanceOf(PadesError);
    return false;
  }
}

describe('hostile bytes', () => {
  test('the untouched file is intact: the control', () => {
    expect(isIntact(signed)).toBe(true);
  });

  test('a flipped bit anywhere is never intact', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.integer({ min: 0, max: 7 }),
        (place, bit) => {
          const copy = Buffer.from(signed);
          const index = Math.floor(place * copy.length);
          copy[index] = (copy[index] ?? 0) ^ (1 << bit);
          return !isIntact(copy);
        },
      ),
      { numRuns: 600 },
    );
  });

  test('a flipped bit in the signature value itself is never intact', () => {
    const start = Buffer.from(signed).lastIndexOf('/Contents <') + 11;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5_200 }), fc.integer({ min: 0, max: 7 }), (offset, bit) => {
        const copy = Buffer.from(signed);
        copy[start + offset] = (copy[start + offset] ?? 0) ^ (1 << bit);
        return !isIntact(copy);
      }),
      { numRuns: 600 },
    );
  });

  test('cut, doubled and shuffled files end with an answer or our own error', async () => {
    const base = await plainPdf('stream');
    fc.assert(
      fc.property(fc.nat(signed.length), fc.nat(signed.length), fc.uint8Array({ maxLength: 60 }), (from, to, junk) => {
        const mixed = Buffer.concat([signed.subarray(0, from), junk, signed.subarray(to)]);
        isIntact(mixed);
        isIntact(Buffer.concat([base, signed.subarray(to), junk]));
      }),
      { numRuns: 150 },
    );
  });
});
