import { indexWords, issuerKey } from '../apps/server/src/modules/incoming/incoming.words.ts';
import { buildAgency, buildSubject, buildUnit } from '../apps/server/src/modules/org/org.testing.ts';
import type { Subject } from '../apps/server/src/platform/authorise.ts';
import type { Db } from '../apps/server/src/platform/db.ts';
import { newId } from '../apps/server/src/platform/ids.ts';
import { rawQuery } from '../apps/server/src/platform/sql.ts';

export const AGENCIES = 300;
export const DOCUMENTS = 1_000_000;
/** One agency far larger than the others, as a provincial office is: a tenth of all documents. */
const LARGEST_SHARE = 0.1;
const BATCH = 4_000;
const LANES = 3;
const YEAR = 2021;
const FIRST_DAY = Date.parse('2021-01-04T01:00:00Z');
const LAST_DAY = Date.parse('2021-12-20T10:00:00Z');
const ISSUERS = 40;
const SUBJECTS = 120;

export interface BenchAgency {
  agencyId: string;
  clerk: Subject;
  leader: Subject;
  specialist: Subject;
  administrator: Subject;
  people: Subject[];
  unitIds: string[];
  documents: number;
}

const TOPICS = [
  'chứng thư số',
  'chuyển đổi số',
  'an toàn thông tin',
  'cải cách hành chính',
  'phòng chống thiên tai',
  'giáo dục',
];
const VERBS = ['tăng cường', 'báo cáo', 'rà soát', 'triển khai', 'đôn đốc'];

function abstractOf(subject: number): string {
  const [topic, verb] = [TOPICS[subject % TOPICS.length], VERBS[subject % VERBS.length]];
  return `V/v ${verb} công tác ${topic} đợt ${subject} trên địa bàn huyện`;
}

export async function buildAgencies(db: Db, count = AGENCIES): Promise<BenchAgency[]> {
  const largest = DOCUMENTS * LARGEST_SHARE;
  const each = Math.floor((DOCUMENTS - largest) / (AGENCIES - 1));
  const agencies: BenchAgency[] = [];
  for (let index = 0; index < count; index += 1) {
    const agency = await buildAgency(db, { name: `UBND xã Số ${index + 1}`, code: `H35.B.${index + 1}` });
    const unitIds: string[] = [];
    for (let unit = 0; unit < 5; unit += 1) {
      unitIds.push((await buildUnit(db, agency.id, { name: `Phòng ${unit + 1}` })).id);
    }
    const [unitId = ''] = unitIds;
    const given = { agencyId: agency.id, unitId };
    const people: Subject[] = [];
    for (let person = 0; person < 8; person += 1) {
      people.push(
        await buildSubject(db, { agencyId: agency.id, unitId: unitIds[person % 5] ?? unitId, roles: ['specialist'] }),
      );
    }
    agencies.push({
      agencyId: agency.id,
      clerk: await buildSubject(db, { ...given, roles: ['clerk'] }),
      leader: await buildSubject(db, { ...given, roles: ['leader'], rank: 'agency_head' }),
      administrator: await buildSubject(db, { ...given, roles: ['administrator'] }),
      specialist: people[0] ?? (await buildSubject(db, { ...given, roles: ['specialist'] })),
      people,
      unitIds,
      documents: index === 0 ? largest + (DOCUMENTS - largest - each * (AGENCIES - 1)) : each,
    });
  }
  return agencies;
}

type Row = Record<string, unknown>;

function stateOf(index: number, total: number): string {
  // The newest tenth is still open, as in a working office; some old ones were never finished.
  if (index < total * 0.9) {
    return index % 50 === 0 ? 'in_progress' : 'done';
  }
  return [
    'received',
    'registered',
    'awaiting_directive',
    'in_progress',
    'in_progress',
    'awaiting_result_approval',
    'done',
  ][index % 7] as string;
}

interface Words {
  subject: string[][];
  issuer: string[][];
}

function wordsOf(agencyId: string): Words {
  return {
    subject: Array.from({ length: SUBJECTS }, (_none, subject) =>
      indexWords(agencyId, ['Công văn', abstractOf(subject)]),
    ),
    issuer: Array.from({ length: ISSUERS }, (_none, issuer) => indexWords(agencyId, [`Sở Số ${issuer}`])),
  };
}

function documentRow(agency: BenchAgency, index: number, words: Words): Row {
  const at = FIRST_DAY + ((LAST_DAY - FIRST_DAY) * index) / agency.documents;
  const state = stateOf(index, agency.documents);
  const [subject, issuer] = [index % SUBJECTS, index % ISSUERS];
  const numberSymbol = `${index + 1}/STTTT-${issuer}`;
  const isRegistered = state !== 'received';
  const isOpen = state === 'in_progress' || state === 'awaiting_result_approval';
  return {
    agency_id: agency.agencyId,
    id: newId(at),
    state,
    at: new Date(at),
    number: isRegistered ? index + 1 : null,
    number_symbol: numberSymbol,
    abstract: abstractOf(subject),
    issuer: `Sở Số ${issuer}`,
    issuer_key: issuerKey(`Sở Số ${issuer}`),
    due_on: isOpen ? new Date(at + 10 * 86_400_000).toISOString().slice(0, 10) : null,
    words: `{${[...new Set([...(words.subject[subject] ?? []), ...(words.issuer[issuer] ?? []), ...indexWords(agency.agencyId, [numberSymbol])])].join(',')}}`,
    lead: isOpen || state === 'done' ? (agency.people[index % agency.people.length]?.personId ?? null) : null,
    unit: isOpen || state === 'done' ? (agency.unitIds[index % agency.unitIds.length] ?? null) : null,
    section: isOpen ? 'open' : 'closed',
    presented: isOpen || state === 'awaiting_directive' ? agency.leader.positionId : null,
  };
}

const INSERT = `
  with row as (
    select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[], $5::int[], $6::text[], $7::text[], $8::text[],
      $9::text[], $10::date[], $11::text[], $12::uuid[], $13::uuid[], $14::text[], $15::uuid[])
      as row(agency_id, id, state, at, number, number_symbol, abstract, issuer, issuer_key, due_on, words, lead, unit, section,
        presented)
  ), common as (
    insert into document (agency_id, id, direction, document_type, type_name, number_symbol, abstract, issued_on,
      issuing_agency_name, created_at)
    select agency_id, id, 'incoming', 'official_letter', 'Công văn', number_symbol, abstract, at::date, issuer, at from row
  ), listed as (
    insert into incoming_document (agency_id, id, state, source, arrived_at, arrived_on, arrival_number, arrival_year,
      number_symbol, document_type, type_name, abstract, issuing_agency_name, issuer_key, issued_on, urgency, due_on, verdict,
      verdict_detail, words, presented_to)
    select agency_id, id, state, 'axis', at, at::date, number, case when number is null then null else ${YEAR} end,
      number_symbol, 'official_letter', 'Công văn', abstract, issuer, issuer_key, at::date, 'normal', due_on, 'valid',
      '{"verdict":"valid","sentence":"Hợp lệ","signers":[]}'::jsonb, words::bigint[], presented from row
  )
  insert into incoming_viewer (agency_id, viewer_id, document_id, role, section, arrived_at, due_on)
  select agency_id, lead, id, 'lead', section, at, due_on from row where lead is not null
  union all
  select agency_id, unit, id, 'informed', 'informed', at, null from row where unit is not null`;

const COLUMNS = [
  'agency_id',
  'id',
  'state',
  'at',
  'number',
  'number_symbol',
  'abstract',
  'issuer',
  'issuer_key',
  'due_on',
  'words',
  'lead',
  'unit',
  'section',
  'presented',
];

async function fillAgency(db: Db, agency: BenchAgency): Promise<void> {
  const words = wordsOf(agency.agencyId);
  for (let start = 0; start < agency.documents; start += BATCH) {
    const count = Math.min(BATCH, agency.documents - start);
    const rows = Array.from({ length: count }, (_none, offset) => documentRow(agency, start + offset, words));
    await db.transaction().execute(async (tx) => {
      // Checked once for a million rows that are made here: the keys exist by construction.
      await rawQuery(tx, "set local session_replication_role = 'replica'", []);
      await rawQuery(tx, 'set local synchronous_commit = off', []);
      await rawQuery(
        tx,
        INSERT,
        COLUMNS.map((column) => rows.map((row) => row[column])),
      );
    });
  }
}

/** A million incoming documents as the module itself would have left them: facts, list, words, viewers, numbers. */
export async function fillDocuments(db: Db, agencies: readonly BenchAgency[]): Promise<void> {
  const waiting = [...agencies];
  const lane = async (): Promise<void> => {
    for (let agency = waiting.shift(); agency !== undefined; agency = waiting.shift()) {
      await fillAgency(db, agency);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  for (const table of ['document', 'incoming_document', 'incoming_viewer']) {
    await rawQuery(db, `vacuum analyze ${table}`, []);
  }
}
