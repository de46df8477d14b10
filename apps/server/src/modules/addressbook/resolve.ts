import { agenciesByCode, type CodedAgency, codesOfAgencies, successionsOf } from '#modules/org';
import type { Db, Tx } from '../../platform/db.ts';
import { rawQuery } from '../../platform/sql.ts';
import type { BookAgency } from './book.ts';
import { codeKey, schemeOf } from './codes.ts';

/** A body of the book with all it is known by. */
export interface KnownBody {
  id: string;
  source: string;
  sources: string[];
  code: string;
  codeQd20: string | null;
  codeQcvn102: string | null;
  name: string;
  mail: string;
  path: string;
  parentCode: string | null;
  closed: boolean;
  keys: string[];
}

const BODIES = `
  select a.id, a.source, a.code, a.code_qd20 as "codeQd20", a.code_qcvn102 as "codeQcvn102", a.name, a.mail, a.path,
    a.closed_at is not null as closed, coalesce(above.code, a.parent_key) as "parentCode",
    array(select distinct l.source from addressbook_listing l where l.agency_id = a.id and not l.deleted order by 1) as sources,
    array(select value_key from addressbook_alias alias where alias.agency_id = a.id order by not live, value_key) as keys
  from addressbook_agency a left join addressbook_agency above on above.id = a.parent_id
  where a.id = any($1::uuid[])`;

export async function loadBodies(db: Db | Tx, ids: readonly string[]): Promise<Map<string, KnownBody>> {
  const rows = ids.length === 0 ? [] : await rawQuery<KnownBody>(db, BODIES, [ids]);
  return new Map(rows.map((row) => [row.id, row]));
}

async function ownersOf(db: Db | Tx, keys: readonly string[]): Promise<Map<string, string>> {
  const rows =
    keys.length === 0
      ? []
      : await rawQuery<{ key: string; id: string }>(
          db,
          'select value_key as key, agency_id as id from addressbook_alias where value_key = any($1::text[])',
          [keys],
        );
  return new Map(rows.map(({ key, id }) => [key, id]));
}

async function successorsByKey(db: Db | Tx, keys: readonly string[]): Promise<Map<string, string[]>> {
  const rows =
    keys.length === 0
      ? []
      : await rawQuery<{ key: string; code: string }>(
          db,
          `select from_key as key, to_code as code from addressbook_successor
           where from_key = any($1::text[]) and in_force order by to_key`,
          [keys],
        );
  const found = new Map<string, string[]>();
  for (const { key, code } of rows) {
    found.set(key, [...(found.get(key) ?? []), code]);
  }
  return found;
}

/** What is known of a body from both sides: lists of agencies and our own tree. */
interface Joined {
  body: KnownBody | undefined;
  agency: CodedAgency | undefined;
  /** Codes of our tree. */
  ownCodes: string[];
}

/** Codes of one body need not all stand on both sides: the tree may know another one than the list. */
async function join(db: Db | Tx, keys: readonly string[]): Promise<Map<string, Joined>> {
  const owners = await ownersOf(db, keys);
  const first = await loadBodies(db, [...new Set(owners.values())]);
  const listed = [...first.values()].flatMap((body) => body.keys);
  const agencies = await agenciesByCode(db, [...new Set([...keys, ...listed])]);
  const codes = await codesOfAgencies(db, [...new Set([...agencies.values()].map(({ agencyId }) => agencyId))]);
  const codesOf = Map.groupBy(codes, ({ agencyId }) => agencyId);
  const more = codes.map(({ value }) => codeKey(value)).filter((key) => !owners.has(key));
  const moreOwners = await ownersOf(db, more);
  const second = await loadBodies(
    db,
    [...new Set(moreOwners.values())].filter((id) => !first.has(id)),
  );
  const bodyOf = (key: string): KnownBody | undefined => {
    const id = owners.get(key) ?? moreOwners.get(key);
    return id === undefined ? undefined : (first.get(id) ?? second.get(id));
  };
  return new Map(
    keys.map((key): [string, Joined] => {
      const body = bodyOf(key);
      const agency =
        agencies.get(key) ?? body?.keys.map((other) => agencies.get(other)).find((found) => found !== undefined);
      const own = agency === undefined ? [] : (codesOf.get(agency.agencyId) ?? []);
      const byOwnCode = own.map(({ value }) => bodyOf(codeKey(value))).find((found) => found !== undefined);
      const live = own.filter((code) => code.live || agency?.ended === true).map(({ value }) => value);
      return [key, { body: body ?? byOwnCode, agency, ownCodes: live }];
    }),
  );
}

function codeOfScheme(codes: readonly string[], scheme: 'qd20' | 'qcvn102'): string | null {
  return codes.find((code) => schemeOf(code) === scheme) ?? null;
}

/** An agency only our own tree knows, in the shape of the lists. */
function ownBody(agency: CodedAgency, codes: readonly string[]): KnownBody | undefined {
  const [code] = codes;
  return code === undefined
    ? undefined
    : {
        id: agency.agencyId,
        source: 'org',
        sources: [],
        code,
        codeQd20: null,
        codeQcvn102: null,
        name: agency.name,
        mail: '',
        path: '',
        parentCode: null,
        closed: false,
        keys: [],
      };
}

function presentBody({ body, agency, ownCodes }: Joined, successors: readonly string[]): BookAgency | undefined {
  const known = body ?? (agency === undefined ? undefined : ownBody(agency, ownCodes));
  if (known === undefined) {
    return undefined;
  }
  // What our own office says of itself is newer than any list.
  const isAliveHere = agency?.hosted === true && !agency.ended;
  const { id, source, sources, code, name, mail } = known;
  return {
    id,
    source,
    sources,
    agencyId: agency?.agencyId ?? null,
    code,
    codeQd20: known.codeQd20 ?? codeOfScheme(ownCodes, 'qd20'),
    codeQcvn102: known.codeQcvn102 ?? codeOfScheme(ownCodes, 'qcvn102'),
    name,
    mail: mail === '' ? (agency?.email ?? '') : mail,
    parentCode: known.parentCode ?? agency?.parentCode ?? null,
    deleted: (known.closed && !isAliveHere) || agency?.ended === true || successors.length > 0,
    successorCode: successors.length === 1 ? (successors[0] ?? null) : null,
  };
}

/** By `codeKey` of what was asked; codes nobody knows are left out. */
export async function findManyByCode(db: Db | Tx, codes: readonly string[]): Promise<Map<string, BookAgency>> {
  const keys = [...new Set(codes.map(codeKey))].filter((key) => key !== '');
  const joined = await join(db, keys);
  const keysOf = (key: string): string[] => {
    const known = joined.get(key);
    return [key, ...(known?.body?.keys ?? []), ...(known?.ownCodes ?? []).map(codeKey)];
  };
  const stated = await successorsByKey(db, [...new Set(keys.flatMap(keysOf))]);
  const ended = [...joined.values()].flatMap(({ agency }) => (agency?.ended === true ? [agency.agencyId] : []));
  const successions = Map.groupBy(await successionsOf(db, [...new Set(ended)]), ({ agencyId }) => agencyId);
  const found = new Map<string, BookAgency>();
  for (const [key, known] of joined) {
    const own = successions.get(known.agency?.agencyId ?? '') ?? [];
    const byList = keysOf(key).flatMap((one) => stated.get(one) ?? []);
    const heirs = byList.length > 0 ? byList : own.flatMap(({ successorCode }) => successorCode ?? []);
    const distinct = new Map(heirs.map((code) => [codeKey(code), code]));
    const agency = presentBody(known, [...distinct.values()]);
    if (agency !== undefined) {
      found.set(key, agency);
    }
  }
  return found;
}

/** The body a code of either scheme belongs to, in any case; a closed one says its successor. */
export async function findByCode(db: Db | Tx, code: string): Promise<BookAgency | undefined> {
  return (await findManyByCode(db, [code])).get(codeKey(code));
}

/** Every live code of the body, the one to write first; the code itself when nobody knows it. */
export async function aliasesOf(db: Db | Tx, code: string): Promise<string[]> {
  const key = codeKey(code);
  const known = (await join(db, [key])).get(key);
  const listed =
    known?.body === undefined
      ? []
      : await rawQuery<{ value: string }>(
          db,
          'select value from addressbook_alias where agency_id = $1 and (live or $2) order by value_key',
          [known.body.id, known.body.closed],
        );
  const distinct = new Map<string, string>();
  for (const value of [known?.body?.code, ...(known?.ownCodes ?? []), ...listed.map((alias) => alias.value)]) {
    if (value !== undefined && !distinct.has(codeKey(value))) {
      distinct.set(codeKey(value), value);
    }
  }
  return distinct.size === 0 ? [code.trim()] : [...distinct.values()];
}

/** A body may be taken over by one that was taken over itself; a ring of them ends here. */
const MAX_SUCCESSIONS = 5;

export interface ResolvedReceiver {
  /** Who gets the letter. */
  agency: BookAgency;
  /** The body that was asked for, when another takes over: "gửi thay", "nhận thay". */
  instead: BookAgency | null;
}

/**
 * Who stands behind codes today: closed bodies by their successor. A body that closed without one, or was divided among several, is answered
 * as it is, `deleted`.
 */
export async function resolveReceivers(db: Db | Tx, codes: readonly string[]): Promise<Map<string, ResolvedReceiver>> {
  const book = await findManyByCode(db, codes);
  for (let round = 0; round < MAX_SUCCESSIONS; round += 1) {
    const wanted = [...book.values()].flatMap(({ successorCode }) =>
      successorCode === null || book.has(codeKey(successorCode)) ? [] : [successorCode],
    );
    if (wanted.length === 0) {
      break;
    }
    for (const [key, agency] of await findManyByCode(db, wanted)) {
      book.set(key, agency);
    }
  }
  const lastOf = (agency: BookAgency): BookAgency => {
    let last = agency;
    for (let round = 0; last.deleted && last.successorCode !== null && round < MAX_SUCCESSIONS; round += 1) {
      last = book.get(codeKey(last.successorCode)) ?? last;
    }
    return last.deleted ? agency : last;
  };
  return new Map(
    codes.flatMap((code): [string, ResolvedReceiver][] => {
      const asked = book.get(codeKey(code));
      const agency = asked === undefined ? undefined : lastOf(asked);
      return asked === undefined || agency === undefined
        ? []
        : [[codeKey(code), { agency, instead: agency === asked ? null : asked }]];
    }),
  );
}
