import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { canonicalBytes, type JsonValue, readCanonicalJson } from '../src/canonical-json.ts';
import { type EvidenceDelivery, type EvidenceRecord, prepareEvidence, verifyEvidence } from '../src/index.ts';
import {
  type SampleLetter,
  sampleDelivery,
  sampleLetter,
  sampleMessage,
  sampleSealer,
  sampleSentRecord,
  sampleStatus,
} from '../src/samples/index.ts';
import { bytesOf, sourceOf } from './bytes.ts';

const seal = sampleSealer();
let sample: SampleLetter;
let plain: EvidenceRecord;

beforeAll(async () => {
  sample = await sampleLetter();
  plain = await sampleSentRecord(sample);
});

const CODES = ['01', '02', '03', '04', '05', '06'] as const;
const REPORTED = {
  '01': 'arrived',
  '02': 'refused',
  '03': 'accepted',
  '04': 'assigned',
  '05': 'processing',
  '06': 'done',
} as const;
const ORDER: readonly string[] = ['sent', 'arrived', 'accepted', 'assigned', 'processing', 'done'];

/** As an office moves a letter on report after report (interchange §5). */
function moved(state: EvidenceDelivery['state'], code: (typeof CODES)[number]): EvidenceDelivery['state'] {
  if (state === 'refused') {
    return state;
  }
  if (code === '02') {
    return state === 'done' ? state : 'refused';
  }
  return ORDER.indexOf(REPORTED[code]) > ORDER.indexOf(state) ? REPORTED[code] : state;
}

/** A record in which both receivers reported whatever, in whatever order and words. */
async function recordOf(reports: readonly { receiver: 0 | 1; code: (typeof CODES)[number]; words: string }[]) {
  const rows = [sampleDelivery(0, {}), sampleDelivery(1, {})];
  const messages = plain.messages.slice(0, 1);
  for (const [index, { receiver, code, words }] of reports.entries()) {
    const row = rows[receiver] ?? sampleDelivery(receiver, {});
    const bytes = await sampleStatus(code, row.receiver.code, plain.asOf);
    const id = `status-${index}`;
    messages.push(sampleMessage(bytes, { id, kind: 'status', direction: 'received' }));
    const event = { at: plain.asOf, state: REPORTED[code], note: words, statusCode: code, message: id };
    rows[receiver] = { ...row, state: moved(row.state, code), note: words, events: [...row.events, event] };
  }
  return { ...plain, messages, deliveries: rows };
}

const report = fc.record({
  receiver: fc.constantFrom<(0 | 1)[]>(0, 1),
  code: fc.constantFrom(...CODES),
  words: fc.string({ unit: 'binary', maxLength: 40 }),
});

describe('whatever was reported, the archive says it and verifies', () => {
  test('build, verify, read back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(report, { maxLength: 12 }), async (reports) => {
        const prepared = await prepareEvidence(await recordOf(reports), { seal });
        const bytes = await bytesOf(prepared.write());
        const found = await verifyEvidence(sourceOf(bytes));
        expect(found.reasons).toEqual([]);
        expect(found.manifest).toEqual(prepared.manifest);
      }),
      { numRuns: 40 },
    );
  }, 180_000);

  test('and a state that was moved by hand does not', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(report, { maxLength: 6 }), fc.constantFrom(...ORDER), async (reports, state) => {
        const record = await recordOf(reports);
        const [first, ...rest] = record.deliveries;
        fc.pre(first !== undefined && first.state !== state);
        // One of the six names above.
        const forged = { ...first, state } as EvidenceDelivery;
        const prepared = await prepareEvidence({ ...record, deliveries: [forged, ...rest] }, { seal });
        const found = await verifyEvidence(sourceOf(await bytesOf(prepared.write())));
        expect(found.reasons.map(({ code }) => code)).toEqual(['evidence.history_inconsistent']);
      }),
      { numRuns: 40 },
    );
  }, 180_000);
});

const json: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: 'binary' }),
    fc.maxSafeInteger().map((value) => value + 0),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string({ unit: 'binary' }), tie('value'), { maxKeys: 4 }),
  ),
})).value;

describe('canonical JSON', () => {
  test('comes back as it went, and no other spelling does', () => {
    fc.assert(
      fc.property(json, (value) => {
        const bytes = canonicalBytes(value);
        expect(canonicalBytes(readCanonicalJson(bytes)).equals(bytes)).toBe(true);
        const spaced = Buffer.from(JSON.stringify(value, null, 1));
        if (!spaced.equals(bytes)) {
          expect(() => readCanonicalJson(spaced)).toThrow();
        }
      }),
    );
  });

  test.each(['1.5', '1e3', '01', '-0', '{"b":1,"a":2}', '{"a":1,"a":1}', '"\\/"', '\ufeff1', '[1,]', ''])(
    'refuses %s',
    (text) => {
      expect(() => readCanonicalJson(Buffer.from(text))).toThrow();
    },
  );
});
