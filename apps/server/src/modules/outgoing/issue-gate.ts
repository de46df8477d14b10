import type { OutgoingErrorCode, VerdictView } from '@congvu/contracts';
import { listTextFields, PadesError } from '@congvu/pades';
import type { Db, Tx } from '../../platform/db.ts';
import { invalid } from '../../platform/errors.ts';
import { findRegisteredNumber, listReceivers, type OutgoingRecord } from './outgoing.store.ts';
import { SEAL_FIELD, SIGNATURE_FIELD, slotDigits } from './slots.ts';

export interface GateLine {
  ok: boolean;
  text: string;
  code: OutgoingErrorCode;
}

type Signer = VerdictView['signers'][number];

/**
 * The competent person's: in its field, or, where another program signed the file and made one of its own, the first of all.
 * Whose key it was is asked when it is signed.
 */
export function personalSigner({ signers }: VerdictView): Signer | undefined {
  return signers.find(({ field }) => field === SIGNATURE_FIELD) ?? signers.find(({ field }) => field !== SEAL_FIELD);
}

function sealSigner(verdict: VerdictView): Signer | undefined {
  const { signers } = verdict;
  const personal = personalSigner(verdict);
  return signers.find(({ field }) => field === SEAL_FIELD) ?? signers.find((signer) => signer !== personal);
}

export function isWhole({ integrity }: Signer): boolean {
  return integrity === 'whole' || integrity === 'extended_as_permitted';
}

function signatureLine(verdict: VerdictView, signer: Signer | undefined, label: string): GateLine {
  if (signer === undefined) {
    return { ok: false, text: `Chưa có ${label}`, code: 'outgoing.signatures_missing' };
  }
  const ok = signer.verdict === 'valid' && isWhole(signer);
  const why = signer.reasons[0]?.text ?? verdict.sentence;
  return {
    ok,
    text: ok ? `Hợp lệ: ${label} của ${signer.signer}` : `Không đạt: ${label} của ${signer.signer}. ${why}`,
    code: 'outgoing.signature_invalid',
  };
}

/** What the page holds in its digit slots; undefined for bytes that cannot be read. */
export function readSlots(pdf: Uint8Array): Map<string, string | null> | undefined {
  try {
    return new Map(listTextFields(pdf).map(({ name, value }) => [name, value]));
  } catch (error) {
    if (error instanceof PadesError) {
      return undefined;
    }
    throw error;
  }
}

function numberLine(
  pdf: Uint8Array,
  document: OutgoingRecord['document'],
  entry: { number: number; year: number } | undefined,
): GateLine {
  const fail = (text: string, code: OutgoingErrorCode): GateLine => ({ ok: false, text, code });
  if (entry === undefined || document.issued_on === null) {
    return fail('Chưa cấp số trong sổ', 'outgoing.not_numbered');
  }
  const slots = readSlots(pdf);
  const wanted = Object.entries(slotDigits(entry.number, document.issued_on));
  const matches =
    slots?.has('So') === true &&
    entry.number === document.number &&
    Number(document.issued_on.slice(0, 4)) === entry.year &&
    wanted.every(([name, digits]) => !slots.has(name) || slots.get(name) === digits);
  return matches
    ? { ok: true, text: `Số, ngày trên văn bản khớp sổ: ${document.number_symbol}`, code: 'outgoing.number_differs' }
    : fail('Số, ngày trên văn bản không khớp sổ đăng ký', 'outgoing.number_differs');
}

/** A công văn is a letter to somebody; other types may stay inside the agency. */
function receiverLine(record: OutgoingRecord, receivers: number): GateLine {
  const ok = receivers > 0 || record.document.document_type !== 'official_letter';
  const sent = receivers === 0 ? 'Không có nơi nhận liên thông' : `Gửi ${receivers} nơi nhận`;
  return { ok, text: ok ? sent : 'Chưa có nơi nhận', code: 'outgoing.no_receiver' };
}

/**
 * Nothing leaves unless all of this holds (Decree 30/2020 Art. 5: an electronic original needs both signatures; number and
 * date are those of the register).
 */
export async function viewGate(
  db: Db | Tx,
  record: OutgoingRecord,
  pdf: Uint8Array,
  verdict: VerdictView,
): Promise<GateLine[]> {
  const { agency_id: agencyId, id } = record.row;
  const [entry, receivers] = await Promise.all([
    findRegisteredNumber(db, agencyId, id),
    listReceivers(db, agencyId, id),
  ]);
  return [
    signatureLine(verdict, personalSigner(verdict), 'chữ ký số của người có thẩm quyền'),
    signatureLine(verdict, sealSigner(verdict), 'chữ ký số của cơ quan'),
    numberLine(pdf, record.document, entry),
    receiverLine(record, receivers.length),
  ];
}

/** @throws AppError 422 with the code of the first line that is closed */
export function assertOpen(gate: readonly GateLine[]): void {
  const closed = gate.find((line) => !line.ok);
  if (closed !== undefined) {
    throw invalid(closed.code, `${closed.text}. Chưa phát hành được; mở văn bản để xem và xử lý.`);
  }
}
