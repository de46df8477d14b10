import type { BookOption } from '@congvu/contracts';
import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { codeKey } from '../codes.ts';
import { type ResolvedReceiver, resolveReceivers } from '../resolve.ts';
import { askBook } from '../words.ts';

interface Hit {
  id: string;
  code: string;
  path: string;
}

const LOOKED_AT = 200;
/** Half a word may fit tens of thousands: beyond so many only the first two levels are looked through in order. */
const CAPPED = 1_000;
const ORDER = 'is_closed, depth, name_key, id';
const PAIRS = '(select count(*) from unnest($3::text[]) pair where found.tokens @@ pair::tsquery) desc';

/** Those with more of the words side by side come first, then as the book is ordered. */
const NEAR = `
  select id, code, path, count(*) over () as matches from (
    select id, code, path, tokens, is_closed, depth, name_key from addressbook_agency where tokens @@ $1::tsquery limit ${CAPPED}
  ) found order by ${PAIRS}, ${ORDER} limit $2`;
const HIGH = `
  select id, code, path from (
    select id, code, path, tokens, is_closed, depth, name_key from addressbook_agency
    where not is_closed and depth <= 1 and tokens @@ $1::tsquery order by ${ORDER} limit ${LOOKED_AT}
  ) found order by ${PAIRS}, ${ORDER} limit $2`;
const BY_CODE = `
  select a.id, a.code, a.path from (
    select agency_id, min(value_key) as value_key from (
      select agency_id, value_key from addressbook_alias where value_key like $1 order by value_key limit ${LOOKED_AT}
    ) near group by agency_id
  ) found join addressbook_agency a on a.id = found.agency_id order by a.is_closed, length(found.value_key), found.value_key limit $2`;

/** A code, or the beginning of one: no blanks, at least one digit. */
export function codeAsked(q: string): string | undefined {
  const key = codeKey(q);
  return /\d/.test(key) && !/\s/.test(key) ? `${key.replace(/[\\%_]/g, '\\$&')}%` : undefined;
}

async function findNear(db: Db | Tx, words: string, pairs: readonly string[], limit: number): Promise<Hit[]> {
  const parameters = [words, limit, pairs.map((pair) => `'${pair}'`)];
  const near = await rawQuery<Hit & { matches: number }>(db, NEAR, parameters);
  const high = near[0]?.matches === CAPPED ? await rawQuery<Hit>(db, HIGH, parameters) : [];
  return [...new Map([...high, ...near].map((hit) => [hit.id, hit])).values()].slice(0, limit);
}

async function findHits(db: Db | Tx, q: string, limit: number): Promise<Hit[]> {
  const code = codeAsked(q);
  const byCode = code === undefined ? [] : await rawQuery<Hit>(db, BY_CODE, [code, limit]);
  const question = askBook(q);
  if (question === undefined || byCode.length >= limit) {
    return byCode;
  }
  const near = (words: string) => findNear(db, words, question.pairs, limit);
  const precise = await near(question.precise);
  const loose = precise.length >= limit ? [] : await near(question.loose);
  const found = new Map([...byCode, ...precise, ...loose].map((hit) => [hit.id, hit]));
  return [...found.values()].slice(0, limit);
}

function presentOption(hit: Hit, resolved: ResolvedReceiver | undefined): BookOption | undefined {
  if (resolved === undefined || resolved.agency.deleted) {
    return undefined;
  }
  const { agency, instead } = resolved;
  return {
    code: agency.code,
    name: agency.name,
    path: instead === null ? hit.path : '',
    agencyId: agency.agencyId,
    instead: instead === null ? null : { code: instead.code, name: instead.name },
  };
}

/** Bodies to send to while a name or a code is typed, each once; closed ones by who takes over. */
export async function findInBook(db: Db | Tx, { q, limit }: { q: string; limit: number }): Promise<BookOption[]> {
  const hits = await findHits(db, q, limit);
  const resolved = await resolveReceivers(
    db,
    hits.map((hit) => hit.code),
  );
  const options = new Map<string, BookOption>();
  for (const hit of hits) {
    const option = presentOption(hit, resolved.get(codeKey(hit.code)));
    const key = option === undefined ? '' : (option.agencyId ?? codeKey(option.code));
    // Said by its own name rather than as the heir of another.
    if (option !== undefined && (options.get(key)?.instead ?? undefined) !== undefined && option.instead === null) {
      options.set(key, option);
    } else if (option !== undefined && !options.has(key)) {
      options.set(key, option);
    }
  }
  return [...options.values()];
}
