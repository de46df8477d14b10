import { createHash } from 'node:crypto';
import type { EvidenceRecord, RecordedMessage } from '../build/prepare-evidence.ts';
import type { EvidenceDelivery } from '../manifest/types.ts';
import { SAMPLE_LETTER, type SampleLetter, SIGNED_AT, sampleStatus } from './sample-letter.ts';

const SENT_AT = SIGNED_AT.toISOString();
const ARRIVED_AT = new Date(SIGNED_AT.getTime() + 60_000).toISOString();
const REGISTERED_AT = new Date(SIGNED_AT.getTime() + 3_600_000).toISOString();

/** A message of a record whose bytes are at hand. */
export function sampleMessage(
  bytes: Uint8Array,
  known: Partial<RecordedMessage> & Pick<RecordedMessage, 'id' | 'kind' | 'direction'>,
): RecordedMessage {
  return {
    version: 1,
    at: SENT_AT,
    sentAt: null,
    carrier: 'national',
    transportId: '',
    counterpartCode: '',
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    async *content() {
      yield bytes;
    },
    ...known,
  };
}

/** The letter on its way to one of its two receivers, handed over and not heard of since. */
export function sampleDelivery(index: 0 | 1, given: Partial<EvidenceDelivery> = {}): EvidenceDelivery {
  const receiver = SAMPLE_LETTER.to[index];
  const transportId = `65f0c0ff${index}`;
  return {
    receiver: { code: receiver?.agencyCode ?? '', name: receiver?.name ?? '' },
    aliases: [],
    state: 'sent',
    note: '',
    arrivalNumber: null,
    onPaper: false,
    sentAt: SENT_AT,
    arrivedAt: null,
    change: 'none',
    changeNote: '',
    parcels: [{ message: 'letter', carrier: 'national', transportId, attempts: 1, sentAt: SENT_AT, error: '' }],
    events: [
      { at: SENT_AT, state: 'queued', note: '', statusCode: '', message: '' },
      { at: SENT_AT, state: 'sent', note: '', statusCode: '', message: '' },
    ],
    ...given,
  };
}

function heard(
  delivery: EvidenceDelivery,
  more: Partial<EvidenceDelivery> & Pick<EvidenceDelivery, 'events'>,
): EvidenceDelivery {
  return { ...delivery, ...more, events: [...delivery.events, ...more.events] };
}

/** What the sender knows: one receiver registered the letter, the other one refused it. */
export async function sampleSentRecord(letter: SampleLetter): Promise<EvidenceRecord> {
  const note = 'Gửi nhầm nơi nhận';
  const statuses = [
    await sampleStatus('01', 'H35.9.1', ARRIVED_AT),
    await sampleStatus('03', 'H35.9.1', REGISTERED_AT, { description: 'Số đến 45' }),
    await sampleStatus('02', 'H35.9.21', ARRIVED_AT, { description: note }),
  ];
  return {
    kind: 'sent',
    asOf: REGISTERED_AT,
    agency: { code: 'H35.9', name: 'UBND huyện Mẫu' },
    document: {
      documentId: SAMPLE_LETTER.documentId,
      officeCode: 'H35.9.2026.123',
      numberSymbol: '123/UBND-VHTT',
      issuedOn: '2026-03-23',
      typeName: 'Công văn',
      abstract: SAMPLE_LETTER.abstract ?? '',
      amendedBy: [],
    },
    messages: [
      sampleMessage(letter.bytes, { id: 'letter', kind: 'letter', direction: 'sent' }),
      ...statuses.map((bytes, index) =>
        sampleMessage(bytes, {
          id: `status-${index}`,
          kind: 'status',
          direction: 'received',
          at: REGISTERED_AT,
          transportId: `axis-${index}`,
          counterpartCode: index === 2 ? 'H35.9.21' : 'H35.9.1',
        }),
      ),
    ],
    deliveries: [
      heard(sampleDelivery(0), {
        state: 'accepted',
        arrivalNumber: 45,
        arrivedAt: ARRIVED_AT,
        events: [
          { at: ARRIVED_AT, state: 'arrived', note: '', statusCode: '01', message: 'status-0' },
          { at: REGISTERED_AT, state: 'accepted', note: '', statusCode: '03', message: 'status-1' },
        ],
      }),
      heard(sampleDelivery(1), {
        state: 'refused',
        note,
        events: [{ at: ARRIVED_AT, state: 'refused', note, statusCode: '02', message: 'status-2' }],
      }),
    ],
    reception: null,
    audit: [
      { at: SENT_AT, action: 'interchange.dispatched', leafHash: 'ab'.repeat(32), index: null, proof: [], leaf: null },
    ],
    log: null,
  };
}

/** What the first receiver knows of the same letter. */
export async function sampleReceivedRecord(letter: SampleLetter): Promise<EvidenceRecord> {
  const told = await sampleStatus('03', 'H35.9.1', REGISTERED_AT, { description: 'Số đến 45' });
  return {
    ...(await sampleSentRecord(letter)),
    kind: 'received',
    agency: { code: 'H35.9.1', name: 'Phòng Văn hóa và Thông tin' },
    messages: [
      sampleMessage(letter.bytes, {
        id: 'letter',
        kind: 'letter',
        direction: 'received',
        at: ARRIVED_AT,
        transportId: '65f0c0ff0',
        counterpartCode: 'H35.9',
      }),
      sampleMessage(told, {
        id: 'status-0',
        kind: 'status',
        direction: 'sent',
        at: REGISTERED_AT,
        sentAt: REGISTERED_AT,
        counterpartCode: 'H35.9',
      }),
    ],
    deliveries: [],
    reception: {
      message: 'letter',
      receivedAt: ARRIVED_AT,
      arrivalNumber: 45,
      arrivedOn: '2026-03-23',
      verdict: 'valid',
      verdictText: 'Chữ ký hợp lệ.',
      recalledAt: null,
    },
  };
}
