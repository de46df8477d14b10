import { isDate, normalizeField, parsePkiSim, serialKey, tokenKey } from '@congvu/forms';
import { foldAccents } from '@congvu/vntext';
import { record } from '#modules/audit';
import { vietnamDate } from '../../../platform/clock.ts';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict, invalid } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { newId } from '../../../platform/ids.ts';
import { buildEntry, insertEntries, lockEntryBySerial, updateEntry } from './entries.store.ts';
import { type CertificateEntryRow, entryTables, type SubjectKind, type TokenRow } from './entries.tables.ts';
import { writeHistory } from './history.store.ts';
import { loadKeepers } from './org-facts.ts';
import { buildToken, ensureToken, updateToken } from './tokens.store.ts';

/** What the authority answered to Mẫu 01 or 02. */
export interface IssuedCertificate {
  agencyId: string;
  personId: string | null;
  subjectKind: SubjectKind;
  subjectName: string;
  unitName: string;
  identityNumber: string;
  taxCode: string;
  budgetCode: string;
  serial: string;
  validFrom: string;
  validTo: string;
  tokenSerial?: string | undefined;
  email: string;
  mobile: string;
  /** As on the form: `Viettel/cs`. */
  pkiSim?: string | undefined;
  oldSerial?: string | undefined;
  requestId: string;
  link: string;
}

export function assertDays(validFrom: string, validTo: string): void {
  if (!isDate(validFrom) || !isDate(validTo) || validTo <= validFrom) {
    throw invalid(
      'certificates.dates_invalid',
      'Kết quả phải ghi ngày hiệu lực và ngày hết hạn có thật, ngày hết hạn sau ngày hiệu lực. Ghi lại theo chứng thư số.',
      [
        { path: 'validFrom', message: 'Ghi ngày hiệu lực.' },
        { path: 'validTo', message: 'Ghi ngày hết hạn, sau ngày hiệu lực.' },
      ],
    );
  }
}

export function assertSerial(text: string): string {
  const key = serialKey(text);
  if (key === '') {
    throw invalid(
      'certificates.serial_invalid',
      `Số hiệu chứng thư số "${text}" không đúng: chỉ gồm các chữ số 0 đến 9 và chữ A đến F, tối đa 40 ký tự. Ghi lại theo thông báo của nơi cấp.`,
      [{ path: 'serial', message: 'Ghi đúng số hiệu chứng thư số.' }],
    );
  }
  return key;
}

async function deviceOf(
  tx: Tx,
  context: Context,
  issued: IssuedCertificate,
  custodian: Pick<CertificateEntryRow, 'custodian_person_id' | 'custodian_name'>,
): Promise<TokenRow | undefined> {
  const serial = (issued.tokenSerial ?? '').normalize('NFC').trim();
  if (tokenKey(serial) === '') {
    return undefined;
  }
  const now = context.clock.now();
  const holder = { holder_person_id: issued.personId, holder_name: issued.subjectName };
  const { token, isNew } = await ensureToken(
    tx,
    buildToken(now, {
      agency_id: issued.agencyId,
      serial,
      state: 'received',
      of_organisation: issued.subjectKind === 'organisation',
      ...holder,
      // Until it is handed over with both signatures it lies with the clerk who received it.
      ...custodian,
    }),
  );
  const text = `Tiếp nhận thiết bị của chứng thư số ${issued.serial}, chủ thể ${issued.subjectName}.`;
  await writeHistory(tx, context, [{ agencyId: token.agency_id, thingId: token.id, text, link: issued.link }]);
  return isNew || token.holder_name !== '' ? token : updateToken(tx, token, holder, now);
}

async function enterSim(tx: Tx, context: Context, issued: IssuedCertificate, entryId: string): Promise<void> {
  const sim = parsePkiSim(issued.pkiSim ?? '');
  if (sim === undefined) {
    return;
  }
  const now = context.clock.now();
  const id = newId(now.getTime());
  await entryTables(tx)
    .insertInto('certificate_pki_sim')
    .values({
      agency_id: issued.agencyId,
      id,
      number: normalizeField('mobile', issued.mobile),
      carrier: sim.carrier,
      origin: sim.converts ? 'convert' : 'new',
      holder_person_id: issued.personId,
      holder_name: issued.subjectName,
      search_name: foldAccents(`${issued.mobile} ${issued.subjectName} ${issued.serial}`),
      entry_id: entryId,
      state: issued.validFrom > vietnamDate(now) ? 'activated' : 'in_use',
      since: issued.validFrom,
      updated_at: now,
    })
    .execute();
  const text = `SIM ký số của chứng thư số ${issued.serial}.`;
  await writeHistory(tx, context, [{ agencyId: issued.agencyId, thingId: id, text, link: issued.link }]);
}

/** The same key came into this office first: the result adds what its certificate does not say. */
async function completeKnown(
  tx: Tx,
  context: Context,
  known: CertificateEntryRow,
  made: CertificateEntryRow,
): Promise<CertificateEntryRow> {
  if (known.source_request_id !== null || known.state === 'revoked') {
    throw conflict(
      'certificates.serial_taken',
      `Số hiệu ${known.serial} đã có trong sổ chứng thư số của ${known.subject_name}. Kiểm tra lại số hiệu trong kết quả.`,
    );
  }
  const { id: _id, state: _state, search_name: _search, sort_name: _sort, ...facts } = made;
  const fromKey =
    known.certificate_id === null
      ? {}
      : {
          certificate_id: known.certificate_id,
          leaf_sha256: known.leaf_sha256,
          issuer_name: known.issuer_name,
          key_algorithm: known.key_algorithm,
          container: known.container,
          custodian_person_id: known.custodian_person_id,
          custodian_name: known.custodian_name,
        };
  const set = { ...facts, ...fromKey, token_id: facts.token_id ?? known.token_id };
  return updateEntry(tx, known, set, context.clock.now());
}

async function rowOf(tx: Tx, context: Context, issued: IssuedCertificate, key: string): Promise<CertificateEntryRow> {
  const now = context.clock.now();
  const today = vietnamDate(now);
  const keeper = (await loadKeepers(tx, [issued.agencyId], today)).get(issued.agencyId);
  const atClerk = { custodian_person_id: keeper?.personId ?? null, custodian_name: keeper?.fullName ?? '' };
  const token = await deviceOf(tx, context, issued, atClerk);
  const isSim = parsePkiSim(issued.pkiSim ?? '') !== undefined;
  const own = { custodian_person_id: issued.personId, custodian_name: issued.subjectName };
  return buildEntry(now, {
    agency_id: issued.agencyId,
    subject_kind: issued.subjectKind,
    person_id: issued.personId,
    subject_name: issued.subjectName.normalize('NFC'),
    unit_name: issued.unitName.normalize('NFC'),
    identity_number: normalizeField('identityNumber', issued.identityNumber),
    tax_code: issued.taxCode,
    budget_code: issued.budgetCode,
    serial: issued.serial.trim(),
    serial_key: key,
    valid_from: issued.validFrom,
    valid_to: issued.validTo,
    container: token !== undefined ? 'token' : isSim ? 'pki_sim' : 'unknown',
    token_id: token?.id ?? null,
    email: issued.email,
    mobile: normalizeField('mobile', issued.mobile),
    ...(issued.subjectKind === 'person' ? own : atClerk),
    previous_serial: issued.oldSerial ?? null,
    state: issued.validFrom > today ? 'issued' : 'active',
    source_request_id: issued.requestId,
  });
}

/**
 * A granted Mẫu 01 or 02 becomes an entry, its device a token to be handed over, its SIM a row of the SIMs. The caller has checked
 * the request; one serial is entered once.
 * @throws AppError 409 `certificates.serial_taken` · 422 `certificates.serial_invalid`, `certificates.dates_invalid`
 */
export async function recordIssued(tx: Tx, context: Context, issued: IssuedCertificate): Promise<{ entryId: string }> {
  const key = assertSerial(issued.serial);
  assertDays(issued.validFrom, issued.validTo);
  // Entries before devices, as everywhere.
  const known = await lockEntryBySerial(tx, issued.agencyId, key);
  const made = await rowOf(tx, context, issued, key);
  let entry = made;
  if (known === undefined) {
    await insertEntries(tx, [made]);
  } else {
    entry = await completeKnown(tx, context, known, made);
  }
  await enterSim(tx, context, issued, entry.id);
  const text = `Nơi cấp đã cấp chứng thư số ${entry.serial}${issued.oldSerial === undefined ? '' : `, thay chứng thư số ${issued.oldSerial}`}.`;
  await writeHistory(tx, context, [{ agencyId: entry.agency_id, thingId: entry.id, text, link: issued.link }]);
  await record(tx, context, {
    action: 'certificates.issued_recorded',
    agencyId: entry.agency_id,
    objectKind: 'certificate_entry',
    objectId: entry.id,
    detail: { serial: entry.serial, requestId: issued.requestId, validTo: issued.validTo },
  });
  await publish(tx, { topic: 'certificates', agencyId: entry.agency_id });
  return { entryId: entry.id };
}
