import type { EdxmlDocument } from '@congvu/edxml';
import { findAgencyByCode } from '#modules/org';
import type { Services } from '../../../platform/context.ts';
import { sameCode } from '../envelope/read-facts.ts';
import type { InboxRow } from '../interchange.tables.ts';
import { findKnownAgency } from '../known-agencies.ts';
import { RefusedMessage } from './quarantine.ts';

export interface Issuer {
  id: string | null;
  name: string;
}

/** One of the addressees is us, under any code we have had (spec interchange §1: aliases live at once). */
async function assertAddressed(services: Services, row: InboxRow, message: EdxmlDocument): Promise<void> {
  if (message.to.some((party) => sameCode(party.agencyCode, row.receiver_code))) {
    return;
  }
  for (const party of message.to.slice(0, 50)) {
    if (party.agencyCode !== '' && (await findAgencyByCode(services.db, party.agencyCode))?.id === row.agency_id) {
      return;
    }
  }
  const named = message.to.map((party) => party.name ?? party.agencyCode).slice(0, 3);
  throw new RefusedMessage(
    'interchange.wrong_addressee',
    `Gói tin không gửi cho cơ quan này (nơi nhận ghi: ${named.join(', ') || 'không ghi'}). Loại bỏ hoặc báo nơi gửi.`,
  );
}

/**
 * Who issued it: the body that From names, which must be the one the carrier knows as the sender; an envelope without From takes
 * the carrier's word (spec interchange §6, minimum to accept).
 */
async function resolveIssuer(services: Services, row: InboxRow, message: EdxmlDocument): Promise<Issuer> {
  const code = message.from.agencyCode || row.sender_code;
  const named = sameCode(code, row.sender_code)
    ? undefined
    : ((await findAgencyByCode(services.db, code)) ?? { id: 'unknown' });
  if (named !== undefined && named.id !== row.sender_agency_id) {
    throw new RefusedMessage(
      'interchange.sender_mismatch',
      `Gói tin ghi nơi gửi ${message.from.name ?? code} nhưng kênh liên thông nhận từ ${row.sender_code}. Không nhận; báo nơi gửi kiểm tra.`,
    );
  }
  const agency = row.sender_agency_id === null ? undefined : await findKnownAgency(services.db, row.sender_agency_id);
  return { id: agency?.id ?? null, name: message.from.name ?? agency?.name ?? code };
}

/** @throws RefusedMessage when the letter is not for us or not from whom the carrier had it */
export async function checkParties(services: Services, row: InboxRow, message: EdxmlDocument): Promise<Issuer> {
  await assertAddressed(services, row, message);
  return resolveIssuer(services, row, message);
}
