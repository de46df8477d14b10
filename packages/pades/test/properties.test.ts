import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { PadesError, verifyPdf } from '../src/index.ts';
import { handPng } from './drawn-png.ts';
import { DIGITS, letterPdf, plainPdf, signPdf } from './sample-pdf.ts';
import { buildPki, NOW } from './test-pki.ts';
import { daysAfter, type Office, openOffice, signAt } from './verify-office.ts';

const pki = buildPki();
let office: Office;
/** A letter with two signatures, and one file for every level. */
const files = new Map<string, Uint8Array>();
const NAMES = ['letter', 'B', 'T', 'LT', 'LTA'];

beforeAll(async () => {
  const person = await pki.signer({ name: 'Lý A Tủa' });
  const once = await signPdf(await letterPdf(), person, {
    field: 'KyNguoi1',
    docMDP: 2,
    appearance: { image: handPng() },
  });
  files.set('letter', await signPdf(once, person, { field: 'DauCoQuan', fill: DIGITS }));
  office = openOffice();
  const signer = await office.signer('Hạng A Dế', { isSilent: true });
  for (const level of ['B', 'T', 'LT', 'LTA'] as const) {
    files.set(level, await signAt(office, signer, level));
  }
});

function file(name: string): Uint8Array {
  return files.get(name) ?? new Uint8Array();
}

interface Answer {
  intact: boolean;
  isValid: boolean;
}

function read(pdf: Uint8Array): Answer {
  try {
    const options = {
      trustAnchors: pki.anchors,
      trust: office.authority.trust,
      at: NOW,
      revocation: 'optional' as const,
    };
    const { intact, signatures } = verifyPdf(pdf, { ...options, at: daysAfter(0.01) });
    return { intact, isValid: intact && signatures.every(({ verdict }) => verdict === 'valid') };
  } catch (error) {
    expect(error).toBeInstanceOf(PadesError);
    return { intact: false, isValid: false };
  }
}

/** Behind the last signature may stand evidence, which its own signatures protect. */
function coveredEnd(pdf: Uint8Array): number {
  const options = { trustAnchors: pki.anchors, at: NOW };
  return Math.max(...verifyPdf(pdf, options).signatures.map(({ revisionEnd }) => revisionEnd ?? 0));
}

function isOnlyLineEndBehind(signed: Uint8Array, longer: Uint8Array, end: number): boolean {
  const isUntouched = Buffer.compare(longer.subarray(0, end), signed.subarray(0, end)) === 0;
  const added = longer.subarray(end, longer.length - (signed.length - end));
  return isUntouched && added.every((byte) => byte === 10);
}

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe.each(NAMES)('hostile bytes: %s', (name) => {
  test('the untouched file is intact: the control', () => {
    expect(read(file(name))).toEqual({ intact: true, isValid: true });
  });

  test('a flipped bit anywhere is never intact', () => {
    const signed = file(name);
    const end = coveredEnd(signed);
    fc.assert(
      fc.property(place, fc.integer({ min: 0, max: 7 }), (where, bit) => {
        const copy = Buffer.from(signed);
        const index = Math.floor(where * end);
        copy[index] = (copy[index] ?? 0) ^ (1 << bit);
        return !read(copy).intact;
      }),
      { numRuns: 120 },
    );
  });

  test('a cut file is never intact', () => {
    const signed = file(name);
    // Without the line end behind the last mark nothing is missing.
    const last = Buffer.from(signed).lastIndexOf('%%EOF', coveredEnd(signed)) + 5;
    fc.assert(
      fc.property(place, (where) => {
        const cut = signed.subarray(0, Math.floor(where * last));
        return !read(cut).isValid || Buffer.from(cut).toString('latin1').trimEnd().endsWith('%%EOF');
      }),
      { numRuns: 40 },
    );
  });

  test('inserted bytes are never intact', () => {
    const signed = file(name);
    const end = coveredEnd(signed);
    fc.assert(
      fc.property(place, fc.uint8Array({ minLength: 1, maxLength: 40 }), (where, junk) => {
        const index = Math.floor(where * end);
        const longer = Buffer.concat([signed.subarray(0, index), junk, signed.subarray(index)]);
        return isOnlyLineEndBehind(signed, longer, end) || !read(longer).isValid;
      }),
      // A line end before the last line end is a line end behind the file: nothing signed has changed.
      { numRuns: 60, examples: [[(end - 0.5) / end, Uint8Array.of(10)]] },
    );
  });
});

describe('more of them', () => {
  test('a flipped bit in the signature value itself is never intact', () => {
    const signed = file('letter');
    const start = Buffer.from(signed).lastIndexOf('/Contents <') + 11;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5_200 }), fc.integer({ min: 0, max: 7 }), (offset, bit) => {
        const copy = Buffer.from(signed);
        copy[start + offset] = (copy[start + offset] ?? 0) ^ (1 << bit);
        return !read(copy).intact;
      }),
      { numRuns: 250 },
    );
  });

  test('cut, doubled and shuffled files end with an answer or our own error', async () => {
    const base = await plainPdf('stream');
    const signed = file('letter');
    fc.assert(
      fc.property(fc.nat(signed.length), fc.nat(signed.length), fc.uint8Array({ maxLength: 60 }), (from, to, junk) => {
        read(Buffer.concat([signed.subarray(0, from), junk, signed.subarray(to)]));
        read(Buffer.concat([base, signed.subarray(to), junk]));
      }),
      { numRuns: 100 },
    );
  });
});
