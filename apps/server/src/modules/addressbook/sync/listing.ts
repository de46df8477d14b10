import type { BookList, ListedAgency } from '../book.ts';
import { cleanCode, cleanMail, cleanName, codeKey } from '../codes.ts';

/** One row of a list as it is stored (`addressbook_listing`). */
export interface Listing {
  source: string;
  list: BookList;
  external_id: string;
  parent_external_id: string | null;
  parent_code: string | null;
  code: string;
  code_key: string;
  old_code: string | null;
  old_key: string | null;
  qcvn_code: string | null;
  qcvn_key: string | null;
  name: string;
  mail: string;
  center_code: string | null;
  is_agency: boolean | null;
  version: number | null;
  modified_at: string | null;
  deleted: boolean;
  /** Of the row as the source last gave it. */
  digest: string;
  lost_keys: string[];
  /** The body; empty for a row that is new. */
  agency_id: string;
}

/** A row on its way in; null says nothing, so that what is known stays. */
export interface Arrival {
  list: BookList;
  external_id: string;
  parent_external_id: string | null;
  parent_code: string | null;
  code: string | null;
  old_code: string | null;
  qcvn_code: string | null;
  name: string | null;
  mail: string | null;
  center_code: string | null;
  is_agency: boolean | null;
  version: number | null;
  modified_at: string | null;
  deleted: boolean;
}

/** A row with what it is recognised by the next time. */
export interface NewsRow {
  arrival: Arrival;
  digest: string;
}

export interface RefusedRow {
  list: BookList;
  id: string;
  code: string;
  name: string;
  reason: string;
}

const MAX_ID = 100;

function cleanId(id: string | undefined): string | undefined {
  const clean = id === undefined ? '' : cleanName(id);
  return clean === '' || clean.toLowerCase() === 'null' || clean.length > MAX_ID ? undefined : clean;
}

function orNull<T>(value: T | undefined): T | null {
  return value ?? null;
}

function refusalOf(row: ListedAgency, clean: { id: string | undefined; code: string | undefined; name: string }) {
  if (clean.id === undefined) {
    return 'Thiếu mã số của hàng (id), hoặc dài quá 100 ký tự.';
  }
  if (clean.code === undefined && !row.isDeleted) {
    return 'Thiếu mã định danh, hoặc mã dài quá 64 ký tự.';
  }
  return clean.name === '' && !row.isDeleted ? 'Thiếu tên cơ quan.' : undefined;
}

/** What a stranger's list says, in our terms; a row that cannot be meant for any body is told, never guessed at. */
export function readArrival(row: ListedAgency): { arrival: Arrival } | { refused: RefusedRow } {
  const id = cleanId(row.id);
  const code = cleanCode(row.code);
  const name = cleanName(row.name);
  const reason = refusalOf(row, { id, code, name });
  if (reason !== undefined || id === undefined) {
    const shown = { id: cleanName(row.id).slice(0, MAX_ID), code: cleanName(row.code).slice(0, MAX_ID) };
    return { refused: { list: row.list, ...shown, name: name.slice(0, 200), reason: reason ?? '' } };
  }
  const { isAgency, version } = row;
  return {
    arrival: {
      list: row.list,
      external_id: id,
      parent_external_id: orNull(cleanId(row.parentId)),
      parent_code: orNull(cleanCode(row.parentCode)),
      code: orNull(code),
      old_code: orNull(cleanCode(row.oldCode)),
      qcvn_code: orNull(cleanCode(row.codeQcvn102)),
      name: name === '' ? null : name,
      mail: orNull(cleanMail(row.mail)),
      center_code: orNull(cleanCode(row.centerCode)),
      is_agency: orNull(isAgency),
      version: version !== undefined && Number.isSafeInteger(version) && version >= 0 ? version : null,
      modified_at: row.modifiedAt === undefined ? null : cleanName(row.modifiedAt).slice(0, 40),
      deleted: row.isDeleted,
    },
  };
}

/** Format characters, which no cleaned text has. */
export const BETWEEN = '\u2063';
const NOTHING = '\u2064';
const PACKED = [
  'list',
  'external_id',
  'parent_external_id',
  'parent_code',
  'code',
  'old_code',
  'qcvn_code',
  'name',
  'mail',
  'center_code',
  'is_agency',
  'version',
  'modified_at',
  'deleted',
] as const satisfies readonly (keyof Arrival)[];

/** The row as one text, to be kept and compared whole. */
export function packArrival(arrival: Arrival): string {
  return PACKED.map((field) => arrival[field] ?? NOTHING).join(BETWEEN);
}

export function unpackArrival(packed: string): Arrival {
  const values = packed.split(BETWEEN).map((value) => (value === NOTHING ? null : value));
  const text = (field: (typeof PACKED)[number]): string | null => values[PACKED.indexOf(field)] ?? null;
  const [isAgency, version] = [text('is_agency'), text('version')];
  return {
    // `packArrival` wrote it.
    list: text('list') as BookList,
    external_id: text('external_id') ?? '',
    parent_external_id: text('parent_external_id'),
    parent_code: text('parent_code'),
    code: text('code'),
    old_code: text('old_code'),
    qcvn_code: text('qcvn_code'),
    name: text('name'),
    mail: text('mail'),
    center_code: text('center_code'),
    is_agency: isAgency === null ? null : isAgency === 'true',
    version: version === null ? null : Number(version),
    modified_at: text('modified_at'),
    deleted: text('deleted') === 'true',
  };
}

function keyOf(code: string | null): string | null {
  return code === null ? null : codeKey(code);
}

type Kept =
  | 'parent_external_id'
  | 'parent_code'
  | 'old_code'
  | 'qcvn_code'
  | 'center_code'
  | 'is_agency'
  | 'version'
  | 'modified_at';
const KEPT: readonly Kept[] = [
  'parent_external_id',
  'parent_code',
  'old_code',
  'qcvn_code',
  'center_code',
  'is_agency',
  'version',
  'modified_at',
];

function isOlderNews(known: Listing | undefined, { version }: Arrival): boolean {
  const before = known?.version ?? null;
  return version !== null && before !== null && version < before;
}

/** The row as it stands after the arrival; undefined when the arrival is older news, or closes what nobody knew. */
export function takeArrival(
  source: string,
  known: Listing | undefined,
  { arrival, digest }: NewsRow,
): Listing | undefined {
  const code = arrival.code ?? known?.code;
  const name = arrival.name ?? known?.name;
  if (code === undefined || name === undefined || isOlderNews(known, arrival)) {
    return undefined;
  }
  // Every field of `Kept`, with the type it has in both.
  const kept = Object.fromEntries(KEPT.map((field) => [field, arrival[field] ?? known?.[field] ?? null])) as Pick<
    Listing,
    Kept
  >;
  return {
    source,
    list: arrival.list,
    external_id: arrival.external_id,
    ...kept,
    code,
    code_key: codeKey(code),
    old_key: keyOf(kept.old_code),
    qcvn_key: keyOf(kept.qcvn_code),
    name,
    mail: arrival.mail ?? known?.mail ?? '',
    deleted: arrival.deleted,
    digest,
    lost_keys: known?.lost_keys ?? [],
    agency_id: known?.agency_id ?? '',
  };
}

export function listingId({ source, list, external_id }: Pick<Listing, 'source' | 'list' | 'external_id'>): string {
  return `${source}\n${list}\n${external_id}`;
}

/** Every code the row claims for its body. */
export function keysOf({ code_key, old_key, qcvn_key }: Listing): string[] {
  const keys = [code_key];
  for (const key of [old_key, qcvn_key]) {
    if (key !== null && !keys.includes(key)) {
      keys.push(key);
    }
  }
  return keys;
}
