import type { JsonValue } from '../canonical-json.ts';
import { LIMITS } from '../limits.ts';
import {
  flag,
  instant,
  list,
  literal,
  matching,
  orNull,
  record,
  type Shape,
  ShapeError,
  sha256,
  text,
  whole,
} from './shape.ts';
import type {
  DeliveryStateName,
  EvidenceAttachment,
  EvidenceAuditLeaf,
  EvidenceDelivery,
  EvidenceEvent,
  EvidenceLog,
  EvidenceManifest,
  EvidenceMember,
  EvidenceMessage,
  EvidenceParcel,
  EvidenceParty,
  EvidenceReception,
  EvidenceReference,
  LetterFacts,
  StatusFacts,
} from './types.ts';

const MANY = 20_000;
/** Of a tree whose places are safe integers. */
const MOST_LEVELS = 53;
const MOST_KEYS = 1_000;

const anyHash: Shape<string> = matching(/^(?:[0-9a-f]{64})?$/, 'phải là mã băm SHA-256 hoặc để trống');
const size = whole(LIMITS.archiveBytes);
const day: Shape<string> = matching(/^\d{4}-\d{2}-\d{2}$/, 'phải là ngày');

const party = record<EvidenceParty>({ code: text, name: text });

const attachment = record<EvidenceAttachment>({ name: text, mediaType: text, size, sha256: anyHash });

const letter = record<LetterFacts>({
  documentId: text,
  number: text,
  symbol: text,
  issuedOn: text,
  typeName: text,
  abstract: text,
  signatory: text,
  business: literal('new', 'recall', 'update', 'replace', 'other'),
  from: party,
  to: list(party, MANY),
  attachments: list(attachment, MANY),
});

const status = record<StatusFacts>({
  from: party,
  documentId: text,
  numberSymbol: text,
  issuedOn: text,
  statusCode: text,
  description: text,
  at: text,
});

/** The only names there are, so that no name leads anywhere and none comes twice. */
export function memberName(index: number): string {
  return `messages/${String(index + 1).padStart(5, '0')}.edxml`;
}

const memberNamed: Shape<string> = matching(/^messages\/\d{5}\.edxml$/, 'không phải tên của một gói tin');

const message = record<EvidenceMessage>({
  id: text,
  kind: literal('letter', 'status'),
  direction: literal('sent', 'received'),
  version: whole(MANY),
  at: instant,
  sentAt: orNull(instant),
  carrier: text,
  transportId: text,
  counterpartCode: text,
  member: orNull(memberNamed),
  size,
  sha256,
  letter: orNull(letter),
  status: orNull(status),
});

const STATES: readonly DeliveryStateName[] = [
  'queued',
  'sent',
  'arrived',
  'accepted',
  'assigned',
  'processing',
  'done',
  'refused',
  'recalled',
  'failed',
  'manual',
];
const state = literal(...STATES);

const event = record<EvidenceEvent>({ at: instant, state, note: text, statusCode: text, message: text });

const parcel = record<EvidenceParcel>({
  message: text,
  carrier: text,
  transportId: text,
  attempts: whole(1_000_000),
  sentAt: orNull(instant),
  error: text,
});

const delivery = record<EvidenceDelivery>({
  receiver: party,
  aliases: list(text, 100),
  state,
  note: text,
  arrivalNumber: orNull(whole(1_000_000_000)),
  onPaper: flag,
  sentAt: orNull(instant),
  arrivedAt: orNull(instant),
  change: literal('none', 'requested', 'agreed', 'rejected'),
  changeNote: text,
  parcels: list(parcel, 1_000),
  events: list(event, MANY),
});

const reception = record<EvidenceReception>({
  message: text,
  receivedAt: instant,
  arrivalNumber: orNull(whole(1_000_000_000)),
  arrivedOn: orNull(day),
  verdict: literal('valid', 'invalid', 'indeterminate', 'unsigned'),
  verdictText: text,
  recalledAt: orNull(instant),
});

const manifest = record<EvidenceManifest>({
  format: literal('congvu-evidence'),
  version: literal(1),
  kind: literal('sent', 'received'),
  asOf: instant,
  agency: party,
  document: record<EvidenceManifest['document']>({
    documentId: text,
    officeCode: text,
    numberSymbol: text,
    issuedOn: text,
    typeName: text,
    abstract: text,
    amendedBy: list(record<EvidenceReference>({ documentId: text, numberSymbol: text, issuedOn: text }), MANY),
  }),
  members: list(record<EvidenceMember>({ name: memberNamed, size, sha256 }), LIMITS.messages),
  messages: list(message, LIMITS.messages),
  deliveries: list(delivery, LIMITS.receivers),
  reception: orNull(reception),
  audit: list(
    record<EvidenceAuditLeaf>({
      at: instant,
      action: text,
      leafHash: sha256,
      index: orNull(whole(Number.MAX_SAFE_INTEGER)),
      proof: list(sha256, MOST_LEVELS),
      leaf: orNull(text),
    }),
    LIMITS.messages,
  ),
  log: orNull(record<EvidenceLog>({ origin: text, keys: list(text, MOST_KEYS), checkpoint: text })),
  sealKey: matching(/^[\w-]{43}$/, 'phải là khóa công khai Ed25519'),
});

function fail(reason: string): never {
  throw new ShapeError(reason);
}

/** A place without a tree, or a way from nowhere, would say something nobody judges. */
function assertPlaces({ audit, log }: EvidenceManifest): void {
  for (const [index, leaf] of audit.entries()) {
    const isPlaced = leaf.index !== null;
    if ((isPlaced && log === null) || (!isPlaced && leaf.proof.length > 0)) {
      fail(`audit[${index}]: vị trí trong nhật ký không có điểm kiểm tra`);
    }
  }
}

/** Each member is the bytes of the message that names it, in the order of the messages. */
function assertMembers({ members, messages }: EvidenceManifest): void {
  const kept = messages.filter((one) => one.member !== null);
  if (kept.length !== members.length) {
    fail('members: số tệp khác số gói tin còn nội dung');
  }
  for (const [index, member] of members.entries()) {
    const owner = kept[index];
    const isOwn = owner?.member === member.name && owner.size === member.size && owner.sha256 === member.sha256;
    if (member.name !== memberName(index) || !isOwn) {
      fail(`members[${index}]: không khớp gói tin cùng thứ tự`);
    }
  }
}

function assertFacts(one: EvidenceMessage, index: number): void {
  const { kind, member } = one;
  const [own, other] = kind === 'letter' ? [one.letter, one.status] : [one.status, one.letter];
  if (other !== null || (own === null) !== (member === null)) {
    fail(`messages[${index}]: nội dung mô tả không đúng loại gói tin`);
  }
}

function assertKind({ kind, deliveries, reception: received, messages }: EvidenceManifest): void {
  const letters = messages.filter((one) => one.kind === 'letter');
  const isSent = kind === 'sent' && received === null && letters.every(({ direction }) => direction === 'sent');
  const isReceived = kind === 'received' && received !== null && deliveries.length === 0;
  if (letters.length === 0 || !(isSent || isReceived)) {
    fail('kind: không khớp nội dung của hồ sơ');
  }
  const byId = new Map(messages.map((one) => [one.id, one]));
  if (byId.size !== messages.length) {
    fail('messages: hai gói tin cùng mã');
  }
  const own = received === null ? undefined : byId.get(received.message);
  if (received !== null && (own?.kind !== 'letter' || own.direction !== 'received')) {
    fail('reception.message: không phải văn bản đã nhận');
  }
}

/**
 * The manifest that a JSON value is, checked to the last field.
 * @throws ShapeError names the place
 */
export function readManifest(value: JsonValue): EvidenceManifest {
  const read = manifest(value, '');
  read.messages.forEach(assertFacts);
  assertMembers(read);
  assertPlaces(read);
  assertKind(read);
  return read;
}
