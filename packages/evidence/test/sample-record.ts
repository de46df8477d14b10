import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { buildEdxml, type EdxmlDocument, type EdxmlStatusCode, statusOf } from '@congvu/edxml';
import { type Office, openOffice, SIGNED_AT, signAt } from '../../pades/test/verify-office.ts';
import type {
  EvidenceDelivery,
  EvidenceRecord,
  EvidenceSealer,
  EvidenceSource,
  RecordedMessage,
} from '../src/index.ts';

/** A key of its own for every call. */
export function sealer(): EvidenceSealer {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return { publicKey: rawKey(publicKey), sign: (bytes) => sign(null, bytes, privateKey) };
}

function rawKey(key: KeyObject): string {
  const { x = '' } = key.export({ format: 'jwk' });
  return x;
}

export const LETTER: EdxmlDocument = {
  kind: 'document',
  from: { agencyCode: 'H35.9', name: 'UBND huyện Tam Đường' },
  to: [
    { agencyCode: 'H35.9.1', name: 'Phòng Văn hóa và Thông tin' },
    { agencyCode: 'H35.9.21', name: 'UBND xã Bản Bo' },
  ],
  documentId: 'H35.9,2026/03/23,123/UBND-VHTT',
  number: '123',
  symbol: 'UBND-VHTT',
  issuedOn: '2026-03-23',
  documentType: { code: '4', detail: '0', name: 'Công văn' },
  abstract: 'V/v tăng cường bảo mật thông tin',
  signatory: { fullName: 'Lò Thị Mai' },
};

export const SENT_AT = SIGNED_AT.toISOString();
export const ARRIVED_AT = new Date(SIGNED_AT.getTime() + 60_000).toISOString();
export const REGISTERED_AT = new Date(SIGNED_AT.getTime() + 3_600_000).toISOString();

export interface Sample {
  office: Office;
  pdf: Uint8Array;
  letter: Uint8Array;
}

/** A letter whose page is signed under an authority of the test. */
export async function signedLetter(given: Partial<EdxmlDocument> = {}): Promise<Sample> {
  const office = openOffice();
  const pdf = await signAt(office, await office.signer('Lò Thị Mai'), 'B');
  const letter = await buildEdxml({ ...LETTER, ...given }, [
    { name: 'Công văn.pdf', content: pdf },
    { name: 'Phụ lục.csv', content: Buffer.from('số,tên\n1,A\n') },
  ]);
  return { office, pdf, letter };
}

export async function statusBytes(
  code: EdxmlStatusCode,
  from: string,
  at: string,
  description = '',
  about: EdxmlDocument = LETTER,
): Promise<Uint8Array> {
  const more = description === '' ? {} : { description };
  return buildEdxml(statusOf(about, { statusCode: code, from: { agencyCode: from }, at, ...more }));
}

export function recorded(
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

export function delivery(index: number, given: Partial<EvidenceDelivery>): EvidenceDelivery {
  const receiver = LETTER.to[index];
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
    parcels: [
      {
        message: 'letter',
        carrier: 'national',
        transportId: `65f0c0ff${index}`,
        attempts: 1,
        sentAt: SENT_AT,
        error: '',
      },
    ],
    events: [
      { at: SENT_AT, state: 'queued', note: '', statusCode: '', message: '' },
      { at: SENT_AT, state: 'sent', note: '', statusCode: '', message: '' },
    ],
    ...given,
  };
}

/** What the district knows of its letter: one receiver registered it, the other one refused it. */
export async function sentRecord(sample: Sample): Promise<EvidenceRecord> {
  const statuses = [
    await statusBytes('01', 'H35.9.1', ARRIVED_AT),
    await statusBytes('03', 'H35.9.1', REGISTERED_AT, 'Số đến 45'),
    await statusBytes('02', 'H35.9.21', ARRIVED_AT, 'Gửi nhầm nơi nhận'),
  ];
  const [first, second] = [delivery(0, {}), delivery(1, {})];
  return {
    kind: 'sent',
    asOf: REGISTERED_AT,
    agency: { code: 'H35.9', name: 'UBND huyện Tam Đường' },
    document: {
      documentId: LETTER.documentId,
      officeCode: 'H35.9.2026.123',
      numberSymbol: '123/UBND-VHTT',
      issuedOn: '2026-03-23',
      typeName: 'Công văn',
      abstract: LETTER.abstract ?? '',
    },
    messages: [
      recorded(sample.letter, { id: 'letter', kind: 'letter', direction: 'sent' }),
      ...statuses.map((bytes, index) =>
        recorded(bytes, {
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
      {
        ...first,
        state: 'accepted',
        arrivalNumber: 45,
        arrivedAt: ARRIVED_AT,
        events: [
          ...first.events,
          { at: ARRIVED_AT, state: 'arrived', note: '', statusCode: '01', message: 'status-0' },
          { at: REGISTERED_AT, state: 'accepted', note: '', statusCode: '03', message: 'status-1' },
        ],
      },
      {
        ...second,
        state: 'refused',
        note: 'Gửi nhầm nơi nhận',
        events: [
          ...second.events,
          { at: ARRIVED_AT, state: 'refused', note: 'Gửi nhầm nơi nhận', statusCode: '02', message: 'status-2' },
        ],
      },
    ],
    reception: null,
    audit: [{ at: SENT_AT, action: 'interchange.dispatched', leafHash: 'ab'.repeat(32) }],
  };
}

/** What the receiver knows of the same letter. */
export async function receivedRecord(sample: Sample): Promise<EvidenceRecord> {
  const told = await statusBytes('03', 'H35.9.1', REGISTERED_AT, 'Số đến 45');
  const sent = await sentRecord(sample);
  return {
    ...sent,
    kind: 'received',
    agency: { code: 'H35.9.1', name: 'Phòng Văn hóa và Thông tin' },
    messages: [
      recorded(sample.letter, {
        id: 'letter',
        kind: 'letter',
        direction: 'received',
        at: ARRIVED_AT,
        transportId: '65f0c0ff0',
        counterpartCode: 'H35.9',
      }),
      recorded(told, {
        id: 'status-0',
        kind: 'status',
        direction: 'sent',
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
      notes: [],
      recalledAt: null,
    },
  };
}

export async function bytesOf(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const piece of pieces) {
    chunks.push(piece);
  }
  return Buffer.concat(chunks);
}

/** In pieces, as a file comes. */
export function sourceOf(bytes: Uint8Array, pieceBytes = 16 * 1024): EvidenceSource {
  return {
    size: bytes.length,
    async *read() {
      for (let at = 0; at < bytes.length; at += pieceBytes) {
        yield bytes.subarray(at, at + pieceBytes);
      }
    },
  };
}
