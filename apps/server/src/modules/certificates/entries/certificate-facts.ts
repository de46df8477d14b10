import { type KnownCertificate, normalizeField, serialKey, tokenKey } from '@congvu/forms';
import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';

interface AskedCertificates {
  identityNumbers?: readonly string[];
  serialKeys?: readonly string[];
  tokenKeys?: readonly string[];
}

/** Maps are asked with what was given: numbers and serials as typed or as keys. */
interface CertificateFacts {
  byIdentity: Map<string, KnownCertificate[]>;
  bySerial: Map<string, KnownCertificate>;
  tokens: Map<string, { state: string; certificateSerial: string | null }>;
}

interface FactRow {
  serial: string;
  serialKey: string;
  subjectKind: KnownCertificate['subjectKind'];
  subjectName: string;
  identityNumber: string;
  email: string;
  validFrom: string | null;
  validTo: string | null;
  renewalCount: number;
  state: KnownCertificate['state'] | 'issued';
  tokenSerial: string | null;
}

const FACTS = `
  select entry.serial, entry.serial_key as "serialKey", entry.subject_kind as "subjectKind", entry.subject_name as "subjectName",
    entry.identity_number as "identityNumber", entry.email, entry.valid_from as "validFrom", entry.valid_to as "validTo",
    entry.renewal_count as "renewalCount", entry.state, token.serial as "tokenSerial"
  from certificate_entry entry
  left join certificate_token token on token.agency_id = entry.agency_id and token.id = entry.token_id`;

/** The rules reckon with days themselves; an issued certificate is one that exists. */
function known(row: FactRow): KnownCertificate {
  const { serialKey: _, state, validFrom, validTo, tokenSerial, ...same } = row;
  return {
    ...same,
    validFrom: validFrom ?? '',
    validTo: validTo ?? '',
    tokenSerial: tokenSerial ?? '',
    state: state === 'issued' ? 'active' : state,
  };
}

function byKey(given: readonly string[], keyOf: (text: string) => string): Map<string, string[]> {
  const keys = new Map<string, string[]>();
  for (const text of given) {
    const key = keyOf(text);
    if (key !== '') {
      keys.set(key, [...(keys.get(key) ?? []), text]);
    }
  }
  return keys;
}

function identityKeyOf(text: string): string {
  return normalizeField('identityNumber', text);
}

async function findByIdentity(db: Db | Tx, given: readonly string[]): Promise<CertificateFacts['byIdentity']> {
  const keys = byKey(given, identityKeyOf);
  const rows =
    keys.size === 0
      ? []
      : await rawQuery<FactRow>(
          db,
          `${FACTS} where entry.identity_number = any($1) and entry.identity_number <> '' order by entry.valid_to desc nulls last, entry.id`,
          [[...keys.keys()]],
        );
  const found: CertificateFacts['byIdentity'] = new Map();
  for (const row of rows) {
    for (const name of new Set([row.identityNumber, ...(keys.get(row.identityNumber) ?? [])])) {
      found.set(name, [...(found.get(name) ?? []), known(row)]);
    }
  }
  return found;
}

/** Should two agencies list one serial, the one in use speaks for it. */
async function findBySerial(db: Db | Tx, given: readonly string[]): Promise<CertificateFacts['bySerial']> {
  const keys = byKey(given, serialKey);
  const rows =
    keys.size === 0
      ? []
      : await rawQuery<FactRow>(
          db,
          `${FACTS} where entry.serial_key = any($1) and entry.serial_key <> ''
           order by entry.state in ('transferred_out', 'revoked') desc, entry.updated_at`,
          [[...keys.keys()]],
        );
  const found: CertificateFacts['bySerial'] = new Map();
  for (const row of rows) {
    for (const name of [row.serialKey, ...(keys.get(row.serialKey) ?? [])]) {
      found.set(name, known(row));
    }
  }
  return found;
}

interface TokenFact {
  tokenKey: string;
  state: string;
  certificateSerial: string | null;
}

async function findTokens(db: Db | Tx, given: readonly string[]): Promise<CertificateFacts['tokens']> {
  const keys = byKey(given, tokenKey);
  const rows =
    keys.size === 0
      ? []
      : await rawQuery<TokenFact>(
          db,
          `select token.serial_key as "tokenKey", token.state, (
             select entry.serial from certificate_entry entry
             where entry.agency_id = token.agency_id and entry.token_id = token.id
             order by entry.state = 'active' desc, entry.valid_to desc nulls last, entry.id limit 1) as "certificateSerial"
           from certificate_token token where token.serial_key = any($1)
           order by token.state in ('written_off', 'returned') desc, token.updated_at`,
          [[...keys.keys()]],
        );
  const found: CertificateFacts['tokens'] = new Map();
  for (const { tokenKey: key, state, certificateSerial } of rows) {
    for (const name of [key, ...(keys.get(key) ?? [])]) {
      found.set(name, { state, certificateSerial });
    }
  }
  return found;
}

/** What the registers of all agencies of this installation know: a person moves, a device does too (spec requests.md C1, C3, C4). */
export async function certificateFacts(db: Db | Tx, asked: AskedCertificates): Promise<CertificateFacts> {
  const [byIdentity, bySerial, tokens] = await Promise.all([
    findByIdentity(db, asked.identityNumbers ?? []),
    findBySerial(db, asked.serialKeys ?? []),
    findTokens(db, asked.tokenKeys ?? []),
  ]);
  return { byIdentity, bySerial, tokens };
}
