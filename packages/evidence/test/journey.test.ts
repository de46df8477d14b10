import { beforeAll, describe, expect, test } from 'vitest';
import { EvidenceError, type EvidenceRecord, fingerprintOf, prepareEvidence, verifyEvidence } from '../src/index.ts';
import {
  SAMPLE_LETTER,
  type SampleLetter,
  sampleLetter,
  sampleMessage,
  sampleReceivedRecord,
  sampleSealer,
  sampleSentRecord,
  sampleStatus,
} from '../src/samples/index.ts';
import { bytesOf, sourceOf } from './bytes.ts';

let sample: SampleLetter;
let sent: EvidenceRecord;
const seal = sampleSealer();

beforeAll(async () => {
  sample = await sampleLetter();
  sent = await sampleSentRecord(sample);
});

async function archiveOf(record: EvidenceRecord, options: Partial<Parameters<typeof prepareEvidence>[1]> = {}) {
  const prepared = await prepareEvidence(record, { seal, ...options });
  const bytes = await bytesOf(prepared.write());
  expect(bytes.length).toBe(prepared.size);
  return bytes;
}

function codes(findings: readonly { code: string }[]): string[] {
  return findings.map(({ code }) => code);
}

describe('an archive that was built verifies', () => {
  test('of a sent letter, with nothing but itself', async () => {
    const report = await verifyEvidence(sourceOf(await archiveOf(sent)));
    expect(report).toMatchObject({
      verdict: 'valid',
      intact: true,
      reasons: [],
      seal: { holds: true, isKnown: null, fingerprint: fingerprintOf(seal.publicKey) },
      timestamp: null,
      timeSource: 'seal',
      recordedVerdict: null,
    });
    expect(report.manifest?.messages[0]?.letter?.attachments).toHaveLength(2);
    expect(report.signatures).toMatchObject([
      { file: 'Công văn.pdf', intact: true, signatures: [{ verdict: 'indeterminate' }] },
    ]);
    expect(codes(report.notes)).toEqual([
      'evidence.seal_key_not_given',
      'evidence.no_timestamp',
      'evidence.time_of_seal',
      'evidence.trust_not_given',
      'evidence.no_checkpoint',
    ]);
  });

  test('of a received letter, with key, trust and a timestamp', async () => {
    const { authority, tsa } = sample;
    const timestamp = async (sha256: Uint8Array): Promise<Uint8Array> => (await tsa.stamp(sha256)).token;
    const bytes = await archiveOf(await sampleReceivedRecord(sample), { timestamp });
    const report = await verifyEvidence(sourceOf(bytes), {
      keys: [fingerprintOf(seal.publicKey)],
      trust: authority.trust,
    });
    expect(report).toMatchObject({
      verdict: 'valid',
      reasons: [],
      notes: [{ code: 'evidence.no_checkpoint' }],
      seal: { holds: true, isKnown: true },
      timestamp: { holds: true, isTrusted: true },
      recordedVerdict: 'valid',
      signatures: [{ signatures: [{ verdict: 'valid', signer: 'Lò Thị Mai' }] }],
    });
    const elsewhere = await verifyEvidence(sourceOf(bytes), { trust: (await sampleLetter()).authority.trust });
    expect(elsewhere.verdict).toBe('indeterminate');
    expect(codes(elsewhere.reasons)).toEqual(['evidence.timestamp_unproven', 'evidence.signature_unproven']);
    const wrongKey = await verifyEvidence(sourceOf(bytes), { keys: [fingerprintOf(sampleSealer().publicKey)] });
    expect(codes(wrongKey.reasons)).toEqual(['evidence.seal_other_key']);
    expect(wrongKey.intact).toBe(true);
  });

  test('the same record gives the same bytes, however its messages come', async () => {
    const again: EvidenceRecord = {
      ...sent,
      messages: sent.messages.map((message) => ({
        ...message,
        content: async function* () {
          for await (const piece of message.content?.() ?? []) {
            for (let at = 0; at < piece.length; at += 1_000) {
              yield piece.subarray(at, at + 1_000);
            }
          }
        },
      })),
    };
    expect((await archiveOf(again)).equals(await archiveOf(sent))).toBe(true);
  });

  test('any piece size, also one byte at a time', async () => {
    const bytes = await archiveOf({ ...sent, messages: sent.messages });
    for (const size of [1, 7, 4096]) {
      expect((await verifyEvidence(sourceOf(bytes, size))).verdict).toBe('valid');
    }
  });

  test('a letter whose content was destroyed by a recall keeps hash and history', async () => {
    const record = await sampleReceivedRecord(sample);
    const report = await verifyEvidence(
      sourceOf(
        await archiveOf({
          ...record,
          messages: record.messages.map((message) =>
            message.kind === 'letter' ? { ...message, content: null } : message,
          ),
        }),
      ),
    );
    expect(report.verdict).toBe('valid');
    expect(codes(report.notes)).toContain('evidence.letter_destroyed');
    expect(report.manifest?.messages[0]).toMatchObject({
      member: null,
      letter: null,
      sha256: sent.messages[0]?.sha256,
    });
    expect(report.manifest?.members).toHaveLength(1);
  });
});

describe('what contradicts itself does not hold, whoever sealed it', () => {
  async function reasonsOf(record: EvidenceRecord): Promise<string[]> {
    const report = await verifyEvidence(sourceOf(await archiveOf(record)));
    expect(report.intact).toBe(true);
    return [...new Set(codes(report.reasons))];
  }
  function withDelivery(change: Partial<EvidenceRecord['deliveries'][number]>): EvidenceRecord {
    return { ...sent, deliveries: sent.deliveries.map((one, index) => (index === 0 ? { ...one, ...change } : one)) };
  }

  test('a state that the history does not lead to', async () => {
    expect(await reasonsOf(withDelivery({ state: 'done' }))).toEqual(['evidence.history_inconsistent']);
  });

  test('a line of the history without its message', async () => {
    const events = sent.deliveries[0]?.events ?? [];
    const invented = { at: sent.asOf, state: 'done' as const, note: '', statusCode: '06', message: 'status-9' };
    expect(await reasonsOf(withDelivery({ state: 'done', events: [...events, invented] }))).toEqual([
      'evidence.history_inconsistent',
    ]);
    const claimed = { at: sent.asOf, state: 'done' as const, note: '', statusCode: '', message: '' };
    expect(await reasonsOf(withDelivery({ state: 'done', events: [...events, claimed] }))).toEqual([
      'evidence.history_inconsistent',
    ]);
  });

  test('what the sender does by itself restates the state, or takes the letter back', async () => {
    const events = sent.deliveries[0]?.events ?? [];
    const asked = { at: sent.asOf, state: 'accepted' as const, note: 'Yêu cầu thu hồi', statusCode: '', message: '' };
    expect(await reasonsOf(withDelivery({ events: [...events, asked] }))).toEqual([]);
    const agreed = await sampleStatus('15', 'H35.9.1', sent.asOf);
    const record: EvidenceRecord = {
      ...withDelivery({
        state: 'recalled',
        change: 'agreed',
        events: [...events, asked, { ...asked, state: 'recalled', statusCode: '15', message: 'more' }],
      }),
      messages: [...sent.messages, sampleMessage(agreed, { id: 'more', kind: 'status', direction: 'received' })],
    };
    expect(await reasonsOf(record)).toEqual([]);
  });

  test("another receiver's report", async () => {
    const events = (sent.deliveries[0]?.events ?? []).map((one) =>
      one.statusCode === '03' ? { ...one, message: 'status-2' } : one,
    );
    expect(await reasonsOf(withDelivery({ events }))).toEqual(['evidence.history_inconsistent']);
  });

  test('a status about another document, or from a body that got none', async () => {
    const foreign = await sampleStatus('05', 'H35.9.1', sent.asOf, {
      about: { ...SAMPLE_LETTER, documentId: 'H35.9,2026/03/23,124/UBND' },
    });
    const stranger = await sampleStatus('05', 'H35.1', sent.asOf);
    for (const bytes of [foreign, stranger]) {
      const more = sampleMessage(bytes, { id: 'more', kind: 'status', direction: 'received' });
      expect(await reasonsOf({ ...sent, messages: [...sent.messages, more] })).toEqual(['evidence.status_foreign']);
    }
  });

  test('an answer may name the letter that amends; other reports may not', async () => {
    const amending = { ...SAMPLE_LETTER, documentId: 'H35.9,2026/03/25,130/UBND-VHTT', number: '130' };
    const reference = { documentId: amending.documentId, numberSymbol: '130/UBND-VHTT', issuedOn: '2026-03-25' };
    const about = async (code: '06' | '16', amendedBy: EvidenceRecord['document']['amendedBy']) => {
      const bytes = await sampleStatus(code, 'H35.9.1', sent.asOf, { about: amending });
      const more = sampleMessage(bytes, { id: 'more', kind: 'status', direction: 'received' });
      return reasonsOf({ ...sent, document: { ...sent.document, amendedBy }, messages: [...sent.messages, more] });
    };
    expect(await about('16', [reference])).toEqual([]);
    expect(await about('16', [])).toEqual(['evidence.status_foreign']);
    expect(await about('06', [reference])).toEqual(['evidence.status_foreign']);
  });

  test('a known alias of a receiver is no stranger', async () => {
    const bytes = await sampleStatus('04', '000.01.09.H35', sent.asOf);
    const [first] = sent.deliveries;
    const record: EvidenceRecord = {
      ...withDelivery({
        aliases: ['000.01.09.h35'],
        state: 'assigned',
        events: [
          ...(first?.events ?? []),
          { at: sent.asOf, state: 'assigned', note: '', statusCode: '04', message: 'more' },
        ],
      }),
      messages: [...sent.messages, sampleMessage(bytes, { id: 'more', kind: 'status', direction: 'received' })],
    };
    const report = await verifyEvidence(sourceOf(await archiveOf(record)));
    expect([report.verdict, codes(report.notes).includes('evidence.code_alias')]).toEqual(['valid', true]);
  });

  test('a page that was changed after signing, or never signed', async () => {
    const { buildEdxml } = await import('@congvu/edxml');
    const changed = Buffer.from(sample.pdf);
    const place = changed.indexOf('stream') + 20;
    changed[place] = (changed[place] ?? 0) ^ 1;
    for (const [pdf, code] of [
      [changed, 'evidence.signature_changed'],
      [Buffer.from('%PDF-1.7\nnothing\n'), 'evidence.signature_missing'],
    ] as const) {
      const letter = await buildEdxml(SAMPLE_LETTER, [{ name: 'Công văn.pdf', content: pdf }]);
      const record = await sampleSentRecord({ ...sample, bytes: letter });
      expect(await reasonsOf(record)).toEqual([code]);
    }
  });

  test('a verdict of the day of receipt that the file does not bear out', async () => {
    const { buildEdxml } = await import('@congvu/edxml');
    const letter = await buildEdxml(SAMPLE_LETTER, [
      { name: 'Công văn.pdf', content: Buffer.from('%PDF-1.7\nnothing\n') },
    ]);
    const record = await sampleReceivedRecord({ ...sample, bytes: letter });
    expect(await reasonsOf(record)).toEqual(['evidence.verdict_contradicted']);
    if (record.reception !== null) {
      expect(await reasonsOf({ ...record, reception: { ...record.reception, verdict: 'unsigned' } })).toEqual([]);
    }
  });

  test('a number told to the sender that is not the one registered', async () => {
    const record = await sampleReceivedRecord(sample);
    if (record.reception !== null) {
      expect(await reasonsOf({ ...record, reception: { ...record.reception, arrivalNumber: 46 } })).toEqual([
        'evidence.history_inconsistent',
      ]);
    }
  });
});

describe('what cannot be told truly is not written', () => {
  async function refusal(record: EvidenceRecord, options: Partial<Parameters<typeof prepareEvidence>[1]> = {}) {
    try {
      await archiveOf(record, options);
      return 'written';
    } catch (error) {
      return error instanceof EvidenceError ? error.code : String(error);
    }
  }
  function withLetter(change: Partial<EvidenceRecord['messages'][number]>): EvidenceRecord {
    return { ...sent, messages: sent.messages.map((one, index) => (index === 0 ? { ...one, ...change } : one)) };
  }

  test.each([
    ['another hash', { sha256: '0'.repeat(64) }, 'evidence.content_changed'],
    ['another size', { size: 1 }, 'evidence.content_changed'],
    ['another kind', { kind: 'status' }, 'evidence.message_unreadable'],
    ['a time that is none', { at: '23/03/2026' }, 'evidence.record_invalid'],
    ['the id of another message', { id: 'status-0' }, 'evidence.record_invalid'],
  ] as const)('%s', async (_name, change, code) => {
    expect(await refusal(withLetter(change))).toBe(code);
  });

  test('bytes that change between the two readings, or do not come', async () => {
    let turn = 0;
    const content = async function* (): AsyncGenerator<Uint8Array> {
      turn += 1;
      yield turn === 1 ? sample.bytes : Buffer.from(sample.bytes).fill(32, 0, 1);
    };
    expect(await refusal(withLetter({ content }))).toBe('evidence.content_changed');
    const broken = async function* (): AsyncGenerator<Uint8Array> {
      yield sample.bytes.subarray(0, 100);
      throw new Error('disk');
    };
    expect(await refusal(withLetter({ content: broken }))).toBe('evidence.source_failed');
  });

  test('a key that signs with another one', async () => {
    const mixed = { publicKey: sampleSealer().publicKey, sign: seal.sign };
    expect(await refusal(sent, { seal: mixed })).toBe('evidence.seal_failed');
  });
});
