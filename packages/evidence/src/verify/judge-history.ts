import { normaliseAgencyCode } from '@congvu/edxml';
import type {
  DeliveryStateName,
  EvidenceDelivery,
  EvidenceEvent,
  EvidenceManifest,
  EvidenceMessage,
} from '../manifest/types.ts';
import type { Findings } from './findings.ts';

/** What a report says of the letter (interchange §4), and how far that is. */
const REPORTED: Readonly<Record<string, DeliveryStateName>> = {
  '01': 'arrived',
  '02': 'refused',
  '03': 'accepted',
  '04': 'assigned',
  '05': 'processing',
  '06': 'done',
};
const PROGRESS: readonly DeliveryStateName[] = ['sent', 'arrived', 'accepted', 'assigned', 'processing', 'done'];
/** What the sender may say by itself, without a report. */
const OWN: readonly DeliveryStateName[] = ['queued', 'manual', 'sent', 'failed', 'recalled'];
const SETTLED: readonly DeliveryStateName[] = ['manual', 'refused', 'recalled'];

function report(state: DeliveryStateName, to: DeliveryStateName): DeliveryStateName {
  if (SETTLED.includes(state)) {
    return state;
  }
  if (to === 'refused') {
    return state === 'done' ? state : to;
  }
  return PROGRESS.indexOf(to) > Math.max(0, PROGRESS.indexOf(state)) ? to : state;
}

/**
 * The state after one line of a history by the rules of interchange §5: reports move forward only, what the sender did stands as
 * written. A second reading of the same rules as the office that wrote it.
 */
function step(state: DeliveryStateName | undefined, { statusCode, state: written }: EvidenceEvent) {
  const reported = REPORTED[statusCode];
  if (reported !== undefined) {
    return report(state ?? 'queued', reported);
  }
  return statusCode === '' || written === 'recalled' ? written : state;
}

interface Bench {
  messages: ReadonlyMap<string, EvidenceMessage>;
  findings: Findings;
}

/** What the sender did by itself moves nothing forward: it may only restate how far the letter has come. */
function objectionToOwn({ state }: EvidenceEvent, before: DeliveryStateName | undefined): string | null {
  return OWN.includes(state) || state === before ? null : `ghi "${state}" mà không có gói tin trạng thái làm căn cứ`;
}

/** Null when a report rests on the message it says it rests on. */
function objectionToReport(event: EvidenceEvent, delivery: EvidenceDelivery, bench: Bench): string | null {
  const { statusCode, message: id, state } = event;
  const source = bench.messages.get(id);
  if (source?.kind !== 'status' || (source.status !== null && source.status.statusCode !== statusCode)) {
    return `trạng thái ${statusCode} không có gói tin làm căn cứ trong hồ sơ`;
  }
  if (source.direction === 'received' && !isFrom(source, delivery)) {
    return `trạng thái ${statusCode} do cơ quan khác báo`;
  }
  const reported = REPORTED[statusCode];
  return reported !== undefined && reported !== state ? `trạng thái ${statusCode} bị ghi thành "${state}"` : null;
}

function isFrom(source: EvidenceMessage, { receiver, aliases }: EvidenceDelivery): boolean {
  const code = normaliseAgencyCode(source.status?.from.code || source.counterpartCode);
  return [receiver.code, ...aliases].some((one) => normaliseAgencyCode(one) === code);
}

function judgeDelivery(delivery: EvidenceDelivery, place: string, bench: Bench): void {
  const { receiver, state, events, aliases, parcels } = delivery;
  let end: DeliveryStateName | undefined;
  for (const event of events) {
    const objection = event.statusCode === '' ? objectionToOwn(event, end) : objectionToReport(event, delivery, bench);
    if (objection !== null) {
      bench.findings.fail('evidence.history_inconsistent', `Lịch sử gửi ${receiver.name}: ${objection}.`, place);
    }
    end = step(end, event);
  }
  if (end !== state) {
    const text = `Trạng thái gửi ${receiver.name} ghi "${state}" nhưng lịch sử dẫn đến "${end ?? 'chưa gửi'}".`;
    bench.findings.fail('evidence.history_inconsistent', text, place);
  }
  if (parcels.some(({ message }) => bench.messages.get(message)?.kind !== 'letter')) {
    bench.findings.fail('evidence.history_inconsistent', `Lần gửi ${receiver.name} không thuộc văn bản này.`, place);
  }
  if (aliases.length > 0) {
    bench.findings.note(
      'evidence.code_alias',
      `${receiver.name} (${receiver.code}) còn báo bằng mã ${aliases.join(', ')}.`,
      place,
    );
  }
}

const ARRIVAL_NUMBER = /^Số đến (\d{1,9})(?:\.|$)/u;

/** What the receiver told the sender is what its record says. */
function judgeReception({ reception, messages }: EvidenceManifest, findings: Findings): void {
  const told = messages.find(({ direction, status }) => direction === 'sent' && status?.statusCode === '03');
  const number = ARRIVAL_NUMBER.exec(told?.status?.description ?? '')?.[1];
  if (reception !== null && number !== undefined && Number(number) !== reception.arrivalNumber) {
    const text = `Đã báo nơi gửi số đến ${number}, hồ sơ ghi ${reception.arrivalNumber ?? 'chưa vào sổ'}.`;
    findings.fail('evidence.history_inconsistent', text, 'reception');
  }
}

/** Every line of every history rests on a message of the archive, and together they lead to the state that is claimed. */
export function judgeHistory(manifest: EvidenceManifest, findings: Findings): void {
  const bench: Bench = { messages: new Map(manifest.messages.map((one) => [one.id, one])), findings };
  for (const [index, delivery] of manifest.deliveries.entries()) {
    judgeDelivery(delivery, `deliveries[${index}]`, bench);
  }
  judgeReception(manifest, findings);
}
