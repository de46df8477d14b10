import { normalizeField, serialKey, tokenKey } from '@congvu/forms';
import { parseCertificate, publicKeyOf } from '@congvu/pki';
import { vietnamDate } from '../../../platform/clock.ts';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { invalid } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import type { CertificateRow } from '../certificates.tables.ts';
import { buildEntry, insertEntries, lockEntryBySerial, updateEntry } from './entries.store.ts';
import type { CertificateEntryRow, Container, TokenRow } from './entries.tables.ts';
import { type Happening, writeHistory } from './history.store.ts';
import { type Keeper, loadKeepers, loadPeople, type PersonFacts } from './org-facts.ts';
import { ensureSeal } from './seals.store.ts';
import { buildToken, ensureToken } from './tokens.store.ts';

const CONTAINERS: Record<CertificateRow['key_kind'], Container> = {
  demo_software: 'software',
  token: 'token',
  sim: 'pki_sim',
  remote: 'remote',
  hsm: 'hsm',
};

/** @example keyAlgorithm(rsa2048) // 'RSA 2048' */
function keyAlgorithm(row: CertificateRow): string {
  const [leaf] = row.chain;
  const key = leaf === undefined ? undefined : publicKeyOf(parseCertificate(leaf));
  const details = key?.asymmetricKeyDetails;
  const kind = (key?.asymmetricKeyType ?? '').toUpperCase();
  return `${kind} ${details?.modulusLength ?? details?.namedCurve ?? ''}`.trim();
}

const LONGEST_SERIAL = 40;

/** The number on a label people wrote: "USB số 4F-2081" is 4F-2081; without such a word the label is the number. */
export function tokenSerialOf(label: string): string {
  const named = /(?:số|serial|s\/n|sn)[\s:.]*([\p{L}\d][\p{L}\d./-]*\d[\p{L}\d./-]*)/iu.exec(label.normalize('NFC'));
  return (named?.[1] ?? label.trim()).slice(0, LONGEST_SERIAL);
}

interface Owner {
  person: PersonFacts | undefined;
  keeper: Keeper | undefined;
}

function custodianOf({ person, keeper }: Owner, row: CertificateRow) {
  return row.kind === 'person'
    ? { custodian_person_id: row.person_id, custodian_name: person?.fullName ?? row.subject_name }
    : { custodian_person_id: keeper?.personId ?? null, custodian_name: keeper?.fullName ?? '' };
}

/** Keys of the demo stand in for keys in devices, so that losing, handing over and restoring one can be tried; the number says so. */
function deviceSerialOf(row: CertificateRow): string {
  switch (row.key_kind) {
    case 'token':
      return tokenSerialOf(row.device_label);
    case 'demo_software':
      return `THU-${row.serial.slice(0, 8)}`;
    default:
      return '';
  }
}

async function tokenOf(tx: Tx, context: Context, row: CertificateRow, owner: Owner): Promise<TokenRow | undefined> {
  const serial = deviceSerialOf(row);
  if (tokenKey(serial) === '') {
    return undefined;
  }
  const now = context.clock.now();
  const { token, isNew } = await ensureToken(
    tx,
    buildToken(now, {
      agency_id: row.agency_id,
      serial,
      state: 'in_use',
      model: row.device_label === serial ? '' : row.device_label,
      of_organisation: row.kind === 'organisation',
      holder_person_id: row.person_id,
      holder_name: row.subject_name,
      ...custodianOf(owner, row),
    }),
  );
  if (isNew) {
    const text = `Ghi thiết bị cùng chứng thư số ${row.serial} của ${row.subject_name}.`;
    await writeHistory(tx, context, [{ agencyId: token.agency_id, thingId: token.id, text, link: linkOf(row) }]);
  }
  return token;
}

function linkOf(row: CertificateRow): string {
  return `/chung-thu-so?chon=${row.id}`;
}

/** What the certificate itself says, which is truer than what anybody typed. */
function factsOf(row: CertificateRow, token: TokenRow | undefined) {
  return {
    subject_kind: row.kind,
    subject_name: row.subject_name,
    person_id: row.person_id,
    serial: row.serial,
    issuer_name: row.issuer_name,
    valid_from: vietnamDate(row.valid_from),
    valid_to: vietnamDate(row.valid_to),
    key_algorithm: keyAlgorithm(row),
    container: CONTAINERS[row.key_kind],
    certificate_id: row.id,
    leaf_sha256: row.leaf_sha256,
    ...(token !== undefined && { token_id: token.id }),
  };
}

function newEntry(now: Date, row: CertificateRow, owner: Owner, token: TokenRow | undefined): CertificateEntryRow {
  const { person, keeper } = owner;
  return buildEntry(now, {
    agency_id: row.agency_id,
    serial_key: serialKey(row.serial),
    ...factsOf(row, token),
    state: row.valid_from > now ? 'issued' : 'active',
    unit_name: person?.unitName ?? '',
    identity_number: normalizeField('identityNumber', person?.identityNumber ?? ''),
    email: (row.kind === 'person' ? person?.email : keeper?.agencyEmail) ?? '',
    mobile: normalizeField('mobile', person?.phone ?? ''),
    ...custodianOf(owner, row),
  });
}

/** The entry that is there already, from a result or an import, learns its key. */
async function learnKey(
  tx: Tx,
  context: Context,
  known: CertificateEntryRow,
  given: { row: CertificateRow; owner: Owner; token: TokenRow | undefined },
): Promise<CertificateEntryRow> {
  const { row, owner, token } = given;
  if (known.state === 'revoked') {
    throw invalid(
      'certificates.revoked',
      `Theo sổ chứng thư số, số hiệu ${known.serial} đã bị thu hồi (${known.revoked_reason}) nên không ghi làm khóa ký được. Đề nghị cấp chứng thư số mới.`,
    );
  }
  const state = known.state === 'requested' || known.state === 'issued' ? 'active' : known.state;
  const set = {
    ...factsOf(row, token),
    state,
    ...(known.custodian_name === '' && custodianOf(owner, row)),
  };
  return updateEntry(tx, known, set, context.clock.now());
}

/**
 * Every key of this office stands in the register, in the transaction in which it is taken in: as a new entry, or as the key of the
 * one that a result or an import brought before. Device and seal come with it.
 */
export async function enterKeys(tx: Tx, context: Context, rows: readonly CertificateRow[]): Promise<void> {
  const now = context.clock.now();
  const today = vietnamDate(now);
  const people = await loadPeople(
    tx,
    rows.flatMap(({ person_id }) => person_id ?? []),
    today,
  );
  const organisations = rows.filter(({ kind }) => kind === 'organisation');
  const keepers = await loadKeepers(tx, [...new Set(organisations.map(({ agency_id }) => agency_id))], today);
  const fresh: CertificateEntryRow[] = [];
  const seals: { row: CertificateRow; entry: CertificateEntryRow }[] = [];
  const history: Happening[] = [];
  for (const row of rows) {
    const owner = { person: people.get(row.person_id ?? ''), keeper: keepers.get(row.agency_id) };
    // Entries before devices, as everywhere.
    const known = await lockEntryBySerial(tx, row.agency_id, serialKey(row.serial));
    const token = await tokenOf(tx, context, row, owner);
    const entry =
      known === undefined
        ? newEntry(now, row, owner, token)
        : await learnKey(tx, context, known, { row, owner, token });
    if (known === undefined) {
      fresh.push(entry);
    }
    seals.push({ row, entry });
    const text = `${known === undefined ? 'Ghi chứng thư vào sổ' : 'Ghi khóa ký'}: ${row.device_label || CONTAINERS[row.key_kind]}.`;
    history.push({ agencyId: row.agency_id, thingId: entry.id, text, link: linkOf(row) });
  }
  await insertEntries(tx, fresh);
  for (const { row, entry } of seals) {
    await ensureSeal(tx, context, row, entry);
  }
  await writeHistory(tx, context, history);
  for (const agencyId of new Set(rows.map(({ agency_id }) => agency_id))) {
    await publish(tx, { topic: 'certificates', agencyId });
  }
}
