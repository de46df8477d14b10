import type { EdxmlDocument } from '@congvu/edxml';
import type { Services } from '../../../platform/context.ts';
import { sameCode } from '../envelope/read-facts.ts';
import type { InboxRow } from '../interchange.tables.ts';
import { findKnownAgency } from '../known-agencies.ts';
import { findKnownBody, isHostedNow, isSameBody } from '../known-bodies.ts';
import { RefusedMessage } from './quarantine.ts';

export interface Issuer {
  id: string | null;
  name: string;
}

export interface Parties {
  issuer: Issuer;
  /** For the clerk: "nhận thay" and the like. */
  notes: string[];
}

/** A message names 26 receivers, at most a few hundred; nobody looks up more. */
const MAX_NAMED = 300;

/** One of the addressees is us, under any code we have, or a body we have taken the place of (spec interchange §10, inbox 5). */
async function assertAddressed(services: Services, row: InboxRow, message: EdxmlDocument): Promise<string[]> {
  if (message.to.some((party) => sameCode(party.agencyCode, row.receiver_code))) {
    // The carrier has found us behind the code it was sent to.
    const body = await findKnownBody(services.db, row.receiver_code);
    return body?.closedName === undefined ? [] : [`Nhận thay ${body.closedName} (đã kết thúc hoạt động).`];
  }
  for (const party of message.to.slice(0, MAX_NAMED)) {
    const body = await findKnownBody(services.db, party.agencyCode);
    if (body?.hostedId === row.agency_id || (body !== undefined && body.agencyId === row.agency_id)) {
      return body.closedName === undefined ? [] : [`Nhận thay ${body.closedName} (đã kết thúc hoạt động).`];
    }
  }
  const named = message.to.map((party) => party.name ?? party.agencyCode).slice(0, 3);
  throw new RefusedMessage(
    'interchange.wrong_addressee',
    `Gói tin không gửi cho cơ quan này (nơi nhận ghi: ${named.join(', ') || 'không ghi'}). Loại bỏ hoặc báo nơi gửi.`,
  );
}

/** Letters among ourselves go inside: what comes from outside and says it is one of us is not. */
async function assertNotOurselves(services: Services, row: InboxRow, code: string, name: string): Promise<void> {
  if (row.carrier === 'inside') {
    return;
  }
  const body = await findKnownBody(services.db, code);
  if (body !== undefined && body.hostedId !== null && (await isHostedNow(services.db, code))) {
    throw new RefusedMessage(
      'interchange.sender_mismatch',
      `Gói tin từ bên ngoài tự xưng là ${name}, một cơ quan dùng chung hệ thống này. Không nhận; báo quản trị kiểm tra.`,
    );
  }
}

/** True when the code names the body the carrier vouches for, under any of its codes, itself or the one it has taken the place of. */
export async function isFromSender(services: Services, row: InboxRow, code: string): Promise<boolean> {
  if (code === '' || (await isSameBody(services.db, code, row.sender_code))) {
    return true;
  }
  return row.sender_agency_id !== null && (await findKnownBody(services.db, code))?.agencyId === row.sender_agency_id;
}

/**
 * Who issued it: the body that From names, under any of its codes, which must be the one the carrier vouches for; an envelope without
 * From takes the carrier's word (spec interchange §6, minimum to accept).
 */
async function resolveIssuer(services: Services, row: InboxRow, message: EdxmlDocument): Promise<Issuer> {
  const code = message.from.agencyCode || row.sender_code;
  if (!(await isFromSender(services, row, code))) {
    throw new RefusedMessage(
      'interchange.sender_mismatch',
      `Gói tin ghi nơi gửi ${message.from.name ?? code} nhưng kênh liên thông nhận từ ${row.sender_code}. Không nhận; báo nơi gửi kiểm tra.`,
    );
  }
  await assertNotOurselves(services, row, code, message.from.name ?? code);
  const agency = row.sender_agency_id === null ? undefined : await findKnownAgency(services.db, row.sender_agency_id);
  return { id: agency?.id ?? null, name: message.from.name ?? agency?.name ?? code };
}

/** @throws RefusedMessage when the letter is not for us or not from whom the carrier had it */
export async function checkParties(services: Services, row: InboxRow, message: EdxmlDocument): Promise<Parties> {
  const notes = await assertAddressed(services, row, message);
  return { issuer: await resolveIssuer(services, row, message), notes };
}
