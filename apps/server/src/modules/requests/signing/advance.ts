import { isInTime } from '@congvu/forms';
import type { ActingContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { finishStep } from '../engine/finish-step.ts';
import { materialiseItems } from '../engine/items.ts';
import { markThings } from '../engine/mark-things.ts';
import type { RequestsPorts } from '../ports.ts';
import { insertSignature, type RequestChange, transitionRequest } from '../requests.store.ts';
import type { RequestRow, SignatureRole } from '../requests.tables.ts';
import type { Mode } from './modes.ts';

/** How a step was signed: with a certificate (the page grew), confirmed by the person, or in ink. */
export interface Signed {
  mode: Mode;
  file?: { id: string; sha256: string };
  certificateSerial?: string;
  scanFileId?: string;
}

/** What the history says behind the name of who did it. */
const WORDS: Record<SignatureRole, Record<Mode, string>> = {
  declarant: {
    digital: 'Ký số ở vai người khai',
    attested: 'Xác nhận bằng mật khẩu ở vai người khai (chưa có chứng thư số)',
    wet_scan: 'Nộp bản quét người khai đã ký giấy',
  },
  head: {
    digital: 'Duyệt và ký số',
    attested: 'Duyệt, xác nhận bằng mật khẩu (chưa có chứng thư số)',
    wet_scan: 'Duyệt, nộp bản quét đã ký giấy',
  },
  seal: {
    digital: 'Đóng dấu số của cơ quan',
    attested: 'Đóng dấu của cơ quan',
    wet_scan: 'Đóng dấu trên bản giấy, nộp bản quét',
  },
};

/** The signature of a role; of ink it is the declarant's whoever brings the paper. */
async function sign(tx: Tx, context: ActingContext, row: RequestRow, role: SignatureRole, signed: Signed) {
  const isOther = role === 'declarant' && row.declarant_person_id !== null;
  await insertSignature(tx, context, {
    agency_id: row.agency_id,
    request_id: row.id,
    revision: row.revision,
    role,
    mode: signed.mode,
    person_id: isOther ? (row.declarant_person_id ?? '') : context.subject.personId,
    person_name: isOther ? (row.declarant_name ?? '') : context.subject.displayName,
    title: isOther && row.declarant_person_id !== context.subject.personId ? '' : context.subject.title,
    content_hash: row.content_hash ?? '',
    certificate_serial: signed.certificateSerial ?? null,
    scan_file_id: signed.scanFileId ?? null,
  });
}

function pageOf({ file }: Signed): RequestChange {
  return file === undefined ? {} : { file_id: file.id, file_sha256: file.sha256 };
}

function detailOf(signed: Signed) {
  return {
    mode: signed.mode,
    ...(signed.file !== undefined && { page: signed.file.sha256 }),
    ...(signed.certificateSerial !== undefined && { certificate: signed.certificateSerial }),
    ...(signed.scanFileId !== undefined && { scan: signed.scanFileId }),
  };
}

export async function declared(
  tx: Tx,
  context: ActingContext,
  ports: RequestsPorts,
  before: RequestRow,
  signed: Signed,
): Promise<RequestRow> {
  const key = { agencyId: before.agency_id, id: before.id };
  const row = await transitionRequest(tx, context, key, 'declare', pageOf(signed));
  await sign(tx, context, row, 'declarant', signed);
  const text = WORDS.declarant[signed.mode];
  await finishStep(tx, context, ports, row, { from: before.state, verb: 'declared', text, detail: detailOf(signed) });
  return row;
}

/** Late or not is decided by the first sending: what comes back corrected after the day was still in time. */
async function lateness(tx: Tx, context: ActingContext, ports: RequestsPorts, row: RequestRow): Promise<RequestChange> {
  if (row.campaign_id === null) {
    return {};
  }
  const campaign = await ports.campaign(tx, { campaignId: row.campaign_id, agencyId: row.agency_id });
  const due = campaign?.dueBefore ?? row.due_before;
  if (row.revision > 1 || due === null) {
    return { due_before: due };
  }
  return { due_before: due, late: !isInTime(context.clock.now().toISOString(), due) };
}

async function keepRevision(tx: Tx, row: RequestRow): Promise<void> {
  await rawQuery(
    tx,
    `insert into request_revision (agency_id, request_id, revision, content, content_hash, file_id, submitted_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [row.agency_id, row.id, row.revision, JSON.stringify(row.content), row.content_hash, row.file_id, row.submitted_at],
  );
}

/** Out of the unit: content frozen, lines made, the guiding office told. */
async function submitted(
  tx: Tx,
  context: ActingContext,
  ports: RequestsPorts,
  given: { before: RequestRow; act: 'approve' | 'seal'; role: SignatureRole; signed: Signed },
): Promise<RequestRow> {
  const { before, act, role, signed } = given;
  const key = { agencyId: before.agency_id, id: before.id };
  const set = { ...pageOf(signed), ...(await lateness(tx, context, ports, before)) };
  const row = await transitionRequest(tx, context, key, act, { ...set, submitted_at: context.clock.now() });
  await sign(tx, context, row, role, signed);
  await materialiseItems(tx, context, row);
  await keepRevision(tx, row);
  await markThings(tx, context, row, 'revoke_requested');
  const text = `${WORDS[role][signed.mode]}, gửi đơn vị đầu mối${row.late ? ' (quá hạn)' : ''}`;
  await finishStep(tx, context, ports, row, {
    from: before.state,
    verb: 'submitted',
    text,
    detail: { ...detailOf(signed), content: row.content_hash, late: row.late },
  });
  return row;
}

/** The head lets it out, or on to the seal; on paper the seal is already there. */
export async function approved(
  tx: Tx,
  context: ActingContext,
  ports: RequestsPorts,
  given: { before: RequestRow; sealed: boolean; signed: Signed },
): Promise<RequestRow> {
  const { before, sealed, signed } = given;
  if (!sealed || signed.mode === 'wet_scan') {
    return submitted(tx, context, ports, { before, act: 'approve', role: 'head', signed });
  }
  const key = { agencyId: before.agency_id, id: before.id };
  const row = await transitionRequest(tx, context, key, 'approve_to_seal', pageOf(signed));
  await sign(tx, context, row, 'head', signed);
  const text = WORDS.head[signed.mode];
  await finishStep(tx, context, ports, row, { from: before.state, verb: 'approved', text, detail: detailOf(signed) });
  return row;
}

export async function sealed(
  tx: Tx,
  context: ActingContext,
  ports: RequestsPorts,
  before: RequestRow,
  signed: Signed,
): Promise<RequestRow> {
  return submitted(tx, context, ports, { before, act: 'seal', role: 'seal', signed });
}
