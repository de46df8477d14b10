import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { generateSpecimens, judgeFile, type Specimen } from '../src/attacks/index.ts';
import type { VerifyOptions } from '../src/index.ts';
import { NOW } from './test-pki.ts';

/** One file of each level, and letters with two signatures, number and date in two shapes. */
const NAMES = ['b-p-256-table', 't-rsa-2048-stream', 'lt-p-384-table', 'lta-p-256-object-streams', 'sealed-stream'];
const files = new Map<string, Specimen>();
let options: VerifyOptions;

beforeAll(async () => {
  const generated = generateSpecimens({ at: NOW });
  for await (const specimen of generated.specimens()) {
    if (NAMES.includes(specimen.name)) {
      files.set(specimen.name, specimen);
    }
    if (specimen.kind === 'attack') {
      break;
    }
  }
  options = generated.options();
});

interface Range {
  from: number;
  to: number;
  end: number;
}

function rangesOf(pdf: Uint8Array): Range[] {
  const text = Buffer.from(pdf).toString('latin1');
  return [...text.matchAll(/\/ByteRange\s*\[\s*0\s+(\d+)\s+(\d+)\s+(\d+)/g)].map((match) => {
    const [from = 0, to = 0, rest = 0] = match.slice(1).map(Number);
    return { from, to, end: to + rest };
  });
}

/**
 * A place that some signature covers: of one signature everything but its value, of several what stands before the value of
 * the last. Evidence behind the last signature (LT) is covered by nothing.
 */
function coveredPlaces(pdf: Uint8Array): (where: number) => number {
  const ranges = rangesOf(pdf);
  const [{ from, to } = { from: 0, to: 0 }] = ranges;
  const gap = ranges.length === 1 ? to - from : 0;
  const last = ranges.at(-1) ?? { from: 0, to: 0, end: 0 };
  const count = (ranges.length === 1 ? last.end : last.from) - gap;
  return (where) => {
    const place = Math.floor(where * count);
    return ranges.length === 1 && place >= from ? place + gap : place;
  };
}

const where = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

function isIntact(pdf: Uint8Array, name: string): boolean {
  const { intact, integrity } = judgeFile(pdf, options);
  const isLost = integrity === 'unreadable';
  // A file cut back to an earlier signature is that document, with fewer signatures.
  return intact && !isLost && countOf(pdf) >= countOf(files.get(name)?.pdf ?? pdf);
}

function countOf(pdf: Uint8Array): number {
  return rangesOf(pdf).length;
}

describe.each(NAMES)('%s', (name) => {
  const file = (): Uint8Array => files.get(name)?.pdf ?? new Uint8Array();

  test('untouched it is intact: the control', () => {
    expect(judgeFile(file(), options)).toMatchObject({ verdict: 'valid', intact: true });
  });

  test('with a covered bit flipped it is never intact', () => {
    const place = coveredPlaces(file());
    fc.assert(
      fc.property(where, fc.integer({ min: 0, max: 7 }), (at, bit) => {
        const copy = Buffer.from(file());
        const index = place(at);
        copy[index] = (copy[index] ?? 0) ^ (1 << bit);
        return !isIntact(copy, name);
      }),
      { numRuns: 150 },
    );
  });

  test('with covered bytes deleted or put in it is never intact', () => {
    const place = coveredPlaces(file());
    const junk = fc.uint8Array({ minLength: 1, maxLength: 24 });
    fc.assert(
      fc.property(where, fc.integer({ min: 0, max: 24 }), junk, (at, length, bytes) => {
        const index = place(at);
        const [before, after] = [file().subarray(0, index), file().subarray(index + length)];
        const changed = Buffer.concat([before, bytes, after]);
        return changed.equals(file()) || !isIntact(changed, name);
      }),
      { numRuns: 100 },
    );
  });

  test('with covered blocks exchanged it is never intact', () => {
    const place = coveredPlaces(file());
    fc.assert(
      fc.property(where, where, fc.integer({ min: 4, max: 64 }), (from, to, length) => {
        const copy = Buffer.from(file());
        const [left, right] = [place(from), place(to)];
        file()
          .subarray(left, left + length)
          .forEach((byte, index) => {
            if (right + index < copy.length) {
              copy[right + index] = byte;
            }
          });
        return copy.equals(file()) || !isIntact(copy, name);
      }),
      { numRuns: 80 },
    );
  });
});
