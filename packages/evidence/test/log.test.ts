import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import {
  formatCheckpoint,
  formatKey,
  formatNote,
  leafHash,
  type NoteKey,
  noteKey,
  openTree,
  signNote,
} from '@congvu/tlog';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { canonicalBytes, type JsonValue } from '../src/canonical-json.ts';
import {
  type EvidenceAuditLeaf,
  type EvidenceRecord,
  type EvidenceReport,
  prepareEvidence,
  verifyEvidence,
} from '../src/index.ts';
import { sampleLetter, sampleReceivedRecord, sampleSealer, sampleSentRecord } from '../src/samples/index.ts';
import { bytesOf, sourceOf } from './bytes.ts';

const ORIGIN = 'van-phong.example/nhat-ky-1';
const SIZE = 200;
const PLACE = 137;
const AT = '2026-03-23T01:30:00.000Z';
const seal = sampleSealer();

interface TestLog {
  key: NoteKey;
  privateKey: KeyObject;
}

function testLog(): TestLog {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return { key: noteKey(ORIGIN, publicKey), privateKey };
}
const log = testLog();

const issued = (page: string) => ({
  action: 'outgoing.issued',
  at: AT,
  actor_name: 'Lò Thị Thư',
  object_id: 'letter',
  detail: { numberSymbol: '123/UBND-VHTT', page, receivers: 2, replyDueOn: null },
});

/** A log in which these leaves stand at these places, among others. */
async function loggedAt(places: ReadonlyMap<number, JsonValue>, by: TestLog = log, size = SIZE) {
  const texts = Array.from({ length: size }, (_, at) =>
    canonicalBytes(places.get(at) ?? { action: 'other.done', at: AT, number: at }),
  );
  const hashes = texts.map((text) => leafHash(text));
  const tree = openTree(size, async ({ width }) => hashes.slice(0, width));
  const text = formatCheckpoint({ origin: ORIGIN, size, root: await tree.root(), extension: [AT] });
  const checkpoint = formatNote({ text, signatures: [signNote(text, by.key, by.privateKey)] });
  const leafAt = async (at: number): Promise<EvidenceAuditLeaf> => ({
    at: AT,
    action: (places.get(at) as { action: string } | undefined)?.action ?? 'other.done',
    leafHash: Buffer.from(hashes[at] ?? []).toString('hex'),
    index: at,
    proof: (await tree.inclusionProof(at)).map((hash) => Buffer.from(hash).toString('hex')),
    leaf: places.has(at) ? (texts[at]?.toString() ?? null) : null,
  });
  return { log: { origin: ORIGIN, keys: [formatKey(by.key)], checkpoint }, leafAt };
}

let plain: EvidenceRecord;
let page: string;
let whole: EvidenceRecord;
let leaf: EvidenceAuditLeaf;
let received: EvidenceRecord;

beforeAll(async () => {
  const sample = await sampleLetter();
  plain = await sampleSentRecord(sample);
  received = await sampleReceivedRecord(sample);
  const { manifest } = await prepareEvidence(plain, { seal });
  page = manifest.messages[0]?.letter?.attachments[0]?.sha256 ?? '';
  const stood = await loggedAt(new Map([[PLACE, issued(page)]]));
  leaf = await stood.leafAt(PLACE);
  whole = { ...plain, log: stood.log, audit: [await stood.leafAt(3), leaf] };
});

/** Sealed again by the key of the office: only what stands in the log is at stake. */
async function judged(record: EvidenceRecord, logKeys: string[] = []): Promise<EvidenceReport> {
  const { write } = await prepareEvidence(record, { seal });
  return verifyEvidence(sourceOf(await bytesOf(write())), { logKeys });
}

const codes = async (record: EvidenceRecord, logKeys: string[] = []): Promise<string[]> => [
  ...new Set((await judged(record, logKeys)).reasons.map(({ code }) => code)),
];

const withLeaf = (given: Partial<EvidenceAuditLeaf>): EvidenceRecord => ({ ...whole, audit: [{ ...leaf, ...given }] });

describe('a letter whose acts stand in the log', () => {
  test('leaf, proof, root and signature hold; whose key it was is said', async () => {
    const report = await judged(whole, [formatKey(log.key)]);
    expect(report).toMatchObject({ verdict: 'valid', reasons: [] });
    expect(report.log).toMatchObject({ origin: ORIGIN, size: SIZE, at: AT, proven: 2, claimed: 2, isKnown: true });
    const own = await judged(whole);
    expect(own.log?.isKnown).toBeNull();
    expect(own.notes.map(({ code }) => code)).toContain('evidence.log_key_not_given');
  });

  test('before the first checkpoint, or before its own, nothing is proven and nothing is wrong', async () => {
    const before = await judged(plain);
    expect(before).toMatchObject({ verdict: 'valid', log: null });
    expect(before.notes.map(({ code }) => code)).toContain('evidence.no_checkpoint');
    const waiting = await judged({ ...whole, audit: [{ ...leaf, index: null, proof: [] }] });
    expect(waiting).toMatchObject({ verdict: 'valid', log: { proven: 0, claimed: 0 } });
    expect(waiting.notes.map(({ code }) => code)).toContain('evidence.leaf_unplaced');
  });

  test('the same record gives the same bytes', async () => {
    const once = async () => bytesOf((await prepareEvidence(whole, { seal })).write());
    expect((await once()).equals(await once())).toBe(true);
  });

  test('registered at the receiver: the number in the leaf is the number of the reception', async () => {
    const leafOf = (arrivalNumber: number) => ({
      action: 'incoming.registered',
      at: AT,
      object_id: 'letter',
      detail: { arrivalNumber },
    });
    const one = async (arrivalNumber: number): Promise<EvidenceRecord> => {
      const stood = await loggedAt(new Map([[PLACE, leafOf(arrivalNumber)]]));
      return { ...received, log: stood.log, audit: [await stood.leafAt(PLACE)] };
    };
    expect(await codes(await one(45))).toEqual([]);
    expect(await codes(await one(46))).toEqual(['evidence.leaf_foreign']);
  });
});

describe('what an office that seals a lie would write', () => {
  test('a changed leaf; the same with its own hash, which no proof leads from', async () => {
    const text = (leaf.leaf ?? '').replace('Lò Thị Thư', 'Vàng A Sổ');
    expect(text).not.toBe(leaf.leaf);
    expect(await codes(withLeaf({ leaf: text }))).toEqual(['evidence.leaf_differs']);
    const own = leafHash(Buffer.from(text)).toString('hex');
    expect(await codes(withLeaf({ leaf: text, leafHash: own }))).toEqual(['evidence.proof_wrong']);
    expect(await codes(withLeaf({ action: 'outgoing.returned' }))).toEqual(['evidence.leaf_differs']);
    expect(await codes(withLeaf({ leaf: 'không phải JSON' }))).toEqual(['evidence.leaf_differs']);
  });

  test('a true leaf of another letter, with its true proof', async () => {
    const stood = await loggedAt(new Map([[PLACE, issued('ab'.repeat(32))]]));
    const other = { ...plain, log: stood.log, audit: [await stood.leafAt(PLACE)] };
    expect(await codes(other)).toEqual(['evidence.leaf_foreign']);
    const two = await loggedAt(
      new Map<number, JsonValue>([
        [PLACE, issued(page)],
        [9, { ...issued(page), object_id: 'another' }],
      ]),
    );
    const mixed = { ...plain, log: two.log, audit: [await two.leafAt(PLACE), await two.leafAt(9)] };
    expect(await codes(mixed)).toEqual(['evidence.leaf_foreign']);
  });

  test('the proof of another leaf, another place, another tree; cut, longer, empty', async () => {
    const [other] = whole.audit;
    const later = await (await loggedAt(new Map([[PLACE, issued(page)]]), log, SIZE + 40)).leafAt(PLACE);
    const proofs: Partial<EvidenceAuditLeaf>[] = [
      { proof: other?.proof ?? [] },
      { index: PLACE + 1 },
      { index: SIZE },
      { proof: later.proof },
      { proof: leaf.proof.slice(1) },
      { proof: leaf.proof.slice(0, -1) },
      { proof: [...leaf.proof, leaf.proof[0] ?? ''] },
      { proof: [] },
    ];
    for (const given of proofs) {
      expect(await codes(withLeaf(given))).toEqual(['evidence.proof_wrong']);
    }
  });

  test('a checkpoint of another key, unsigned, of another log, cut, or no note at all', async () => {
    const forger = testLog();
    const forged = await loggedAt(new Map([[PLACE, issued(page)]]), forger);
    const own = { ...plain, log: forged.log, audit: [await forged.leafAt(PLACE)] };
    // In itself it holds: only the key known from elsewhere tells.
    expect((await judged(own)).log?.isKnown).toBeNull();
    expect(await codes(own, [formatKey(log.key)])).toEqual(['evidence.checkpoint_other_key']);
    const given = (changes: Partial<NonNullable<EvidenceRecord['log']>>): EvidenceRecord => {
      const { log: stood } = whole;
      return { ...whole, log: stood === null ? null : { ...stood, ...changes } };
    };
    const note = whole.log?.checkpoint ?? '';
    expect(await codes(given({ checkpoint: forged.log.checkpoint }))).toEqual(['evidence.checkpoint_unsigned']);
    expect(await codes(given({ checkpoint: note.replace(`\n${SIZE}\n`, `\n${SIZE + 1}\n`) }))).toEqual([
      'evidence.checkpoint_unsigned',
    ]);
    expect(await codes(given({ origin: 'khac.example/nhat-ky' }))).toEqual(['evidence.checkpoint_unsigned']);
    expect(await codes(given({ checkpoint: note.slice(0, -5) }))).toEqual(['evidence.checkpoint_unreadable']);
    expect(await codes(given({ keys: ['x'] }))).toEqual(['evidence.checkpoint_unreadable']);
    expect(await codes(given({ checkpoint: '' }))).toEqual(['evidence.checkpoint_unreadable']);
  });

  test('a place without a checkpoint is no archive of this form', async () => {
    await expect(prepareEvidence({ ...whole, log: null }, { seal })).rejects.toMatchObject({
      code: 'evidence.record_invalid',
    });
  });

  test('property: one changed digit of hash, proof or root, or one changed character of the leaf, is refused', async () => {
    const flip = (hex: string, at: number): string => {
      const place = at % hex.length;
      return hex.slice(0, place) + (hex[place] === '0' ? '1' : '0') + hex.slice(place + 1);
    };
    const change = fc.record({ what: fc.constantFrom('hash', 'proof', 'leaf', 'note'), at: fc.nat(), step: fc.nat() });
    const changed = ({ what, at, step }: { what: string; at: number; step: number }): EvidenceRecord => {
      if (what === 'note') {
        const note = whole.log?.checkpoint ?? '';
        const place = at % note.length;
        const other = note[place] === 'x' ? 'y' : 'x';
        const checkpoint = note.slice(0, place) + other + note.slice(place + 1);
        return { ...whole, log: whole.log === null ? null : { ...whole.log, checkpoint } };
      }
      if (what === 'leaf') {
        const text = leaf.leaf ?? '';
        const place = at % text.length;
        return withLeaf({ leaf: text.slice(0, place) + (text[place] === 'x' ? 'y' : 'x') + text.slice(place + 1) });
      }
      const index = step % leaf.proof.length;
      return what === 'hash'
        ? withLeaf({ leafHash: flip(leaf.leafHash, at), leaf: null })
        : withLeaf({ proof: leaf.proof.map((hash, each) => (each === index ? flip(hash, at) : hash)) });
    };
    await fc.assert(
      fc.asyncProperty(change, async (given) => {
        expect((await judged(changed(given), [formatKey(log.key)])).verdict).toBe('invalid');
      }),
      { numRuns: 120 },
    );
    // Control: unchanged it is not.
    expect((await judged(withLeaf({}), [formatKey(log.key)])).verdict).toBe('valid');
  }, 180_000);
});
