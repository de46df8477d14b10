import type { AgencyFacts, PersonFacts, PositionFacts } from '@congvu/contracts';
import { foldAccents, givenNameSortKey } from '@congvu/vntext';
import type { Tx } from '../../platform/db.ts';
import { conflict } from '../../platform/errors.ts';
import { newId } from '../../platform/ids.ts';
import { type CodeScheme, type OrgTables, orgTables } from './org.tables.ts';

/** Codes are compared trimmed and in upper case (spec interchange §1). */
export function codeKey(value: string): string {
  return value.trim().toUpperCase();
}

/** Bodies that work as a college: their heads sign "TM." (Decree 30/2020 Art. 13). */
export function isCollective(kind: AgencyFacts['kind']): boolean {
  return kind === 'peoples_committee' || kind === 'peoples_council';
}

/** The agency as ô 2 prints it when nobody typed it: "UBND xã Bình Lư" → "ỦY BAN NHÂN DÂN / XÃ BÌNH LƯ". */
export function headingOf(name: string): string {
  const full = name.replace(/^UBND(?=\s)/, 'Ủy ban nhân dân').replace(/^HĐND(?=\s)/, 'Hội đồng nhân dân');
  return full.toUpperCase().replace(/^(ỦY BAN NHÂN DÂN|HỘI ĐỒNG NHÂN DÂN) /, '$1\n');
}

/** What the search of pickers reads: names and codes, folded. Former ones stay: people go on looking for them. */
export function extendSearchName(known: string, ...parts: string[]): string {
  let text = known;
  for (const part of parts.map(foldAccents)) {
    text = part === '' || text.includes(part) ? text : `${text} ${part}`.trim();
  }
  return text;
}

export interface AgencyEntry extends AgencyFacts {
  parentId: string | null;
  group: string | null;
  hosted: boolean;
  validFrom: string;
  validTo?: string | null;
}

export async function insertCode(
  tx: Tx,
  agencyId: string,
  code: { scheme: CodeScheme; value: string; validFrom: string },
): Promise<void> {
  const inserted = await orgTables(tx)
    .insertInto('org_agency_code')
    .values({
      agency_id: agencyId,
      scheme: code.scheme,
      value: code.value,
      value_key: codeKey(code.value),
      valid_from: code.validFrom,
      valid_to: null,
    })
    .onConflict((on) => on.doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows === 0n) {
    throw conflict(
      'org.code_taken',
      `Mã ${code.value} đang được một cơ quan khác dùng. Mỗi mã định danh chỉ cấp cho một cơ quan (QĐ 20/2020/QĐ-TTg). Kiểm tra lại mã.`,
    );
  }
}

export async function insertAgency(tx: Tx, entry: AgencyEntry): Promise<OrgTables['org_agency']> {
  const shortName = entry.shortName === '' ? entry.name : entry.shortName;
  const agency: OrgTables['org_agency'] = {
    id: newId(),
    parent_id: entry.parentId,
    name: entry.name,
    short_name: shortName,
    governing_name: entry.governingName,
    heading_name: entry.headingName === '' ? headingOf(entry.name) : entry.headingName,
    place: entry.place,
    symbol: entry.symbol,
    kind: entry.kind,
    tier: entry.tier,
    recipient_group: entry.group,
    hosted: entry.hosted,
    collective: entry.collective ?? isCollective(entry.kind),
    email: entry.email,
    sort_order: 0,
    valid_from: entry.validFrom,
    valid_to: entry.validTo ?? null,
    search_name: extendSearchName('', entry.name, shortName, entry.code, entry.oldCode ?? ''),
  };
  await orgTables(tx).insertInto('org_agency').values(agency).execute();
  await insertCode(tx, agency.id, { scheme: 'qd20', value: entry.code, validFrom: entry.validFrom });
  if (entry.oldCode !== null) {
    await insertCode(tx, agency.id, { scheme: 'qcvn102', value: entry.oldCode, validFrom: entry.validFrom });
  }
  return agency;
}

export async function insertUnit(
  tx: Tx,
  agencyId: string,
  unit: { name: string; symbol: string; code: string; parentId: string | null; sortOrder: number; validFrom: string },
): Promise<string> {
  const id = newId();
  const inserted = await orgTables(tx)
    .insertInto('org_unit')
    .values({
      agency_id: agencyId,
      id,
      parent_id: unit.parentId,
      name: unit.name,
      symbol: unit.symbol,
      code: unit.code === '' ? null : unit.code,
      sort_order: unit.sortOrder,
      valid_from: unit.validFrom,
      valid_to: null,
    })
    .onConflict((on) => on.doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows === 0n) {
    throw conflict('org.code_taken', `Mã đơn vị ${unit.code} đã có trong cơ quan này. Chọn mã khác.`);
  }
  return id;
}

export function personColumns(facts: PersonFacts) {
  return {
    full_name: facts.fullName,
    sort_name: givenNameSortKey(facts.fullName),
    search_name: foldAccents(facts.fullName),
    code: facts.code === '' ? null : facts.code,
    staff_kind: facts.staffKind,
    born_on: facts.bornOn,
    email: facts.email,
    phone: facts.phone,
    identity_number: facts.identityNumber,
  };
}

export async function insertPerson(tx: Tx, agencyId: string, facts: PersonFacts): Promise<string> {
  const id = newId();
  const inserted = await orgTables(tx)
    .insertInto('org_person')
    .values({ agency_id: agencyId, id, ...personColumns(facts), left_on: null, leave_reason: null })
    .onConflict((on) => on.doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows === 0n) {
    throw conflict('org.code_taken', `Mã cán bộ ${facts.code} đã có trong cơ quan này. Chọn mã khác.`);
  }
  return id;
}

export async function insertPosition(tx: Tx, personId: string, facts: PositionFacts): Promise<string> {
  const id = newId();
  await orgTables(tx)
    .insertInto('org_position')
    .values({
      agency_id: facts.agencyId,
      id,
      person_id: personId,
      unit_id: facts.unitId,
      title: facts.title,
      rank: facts.rank,
      roles: facts.roles,
      fields: facts.fields,
      sort_order: 0,
      valid_from: facts.validFrom,
      valid_to: facts.validTo,
    })
    .execute();
  return id;
}
