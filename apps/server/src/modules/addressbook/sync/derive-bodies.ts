import { isDeepStrictEqual } from 'node:util';
import type { Tx } from '../../../platform/db.ts';
import { oneAtATime, rawQuery } from '../../../platform/sql.ts';
import { codeKey } from '../codes.ts';
import type { BookRow } from './body-facts.ts';
import { arrayLiteral } from './columns.ts';
import { bookRow, changesOf, countChanges, type DerivedCounts, isSameRow } from './compare-rows.ts';
import { groupBodies } from './group-bodies.ts';
import { identifyBodies } from './identify-bodies.ts';
import { keysOf, type Listing, listingId, type NewsRow, takeArrival } from './listing.ts';
import { loadAliases, loadBookRows, loadClosure, type StoredAlias } from './load-known.ts';
import { type IdentifiedBody, placeBodies } from './place-bodies.ts';
import { writeBodies, writeChanges } from './write-bodies.ts';

interface Piece {
  source: string;
  now: Date;
  arrivals: readonly NewsRow[];
  /** Bodies to look at again although no row of theirs came. */
  agencyIds: readonly string[];
}

/** A circle of parents in a list would be followed for ever. */
const MAX_ROUNDS = 12;
const PIECE = 2_000;

function sameListing(one: Listing | undefined, other: Listing): boolean {
  return one !== undefined && isDeepStrictEqual(one, other);
}

function overlay(
  source: string,
  known: ReadonlyMap<string, Listing>,
  arrivals: readonly NewsRow[],
): Map<string, Listing> {
  const rows = new Map(known);
  for (const news of arrivals) {
    const id = listingId({ source, ...news.arrival });
    const next = takeArrival(source, rows.get(id), news);
    if (next !== undefined) {
      rows.set(id, next);
    }
  }
  return rows;
}

function keysOfArrivals(arrivals: readonly NewsRow[]): string[] {
  return arrivals.flatMap(({ arrival: { code, old_code, qcvn_code } }) =>
    [code, old_code, qcvn_code].flatMap((value) => (value === null ? [] : [codeKey(value)])),
  );
}

function aliasesOf(bodies: readonly IdentifiedBody[], known: ReadonlyMap<string, StoredAlias>): StoredAlias[] {
  const wanted = new Map<string, StoredAlias>();
  for (const { id, body } of bodies) {
    for (const [value_key, { value, scheme, live }] of body.keys) {
      wanted.set(value_key, { value_key, value, scheme, agency_id: id, live });
    }
  }
  // A code nobody claims any more still finds its body: letters with it are on their way.
  for (const alias of known.values()) {
    if (!wanted.has(alias.value_key)) {
      wanted.set(alias.value_key, { ...alias, live: false });
    }
  }
  return [...wanted.values()].filter((alias) => !isDeepStrictEqual(known.get(alias.value_key), alias));
}

/** A number of a row may be another list's too: whoever is looked at once more comes out the same. */
const DEPENDENT = `
  select agency_id as id from addressbook_listing where parent_external_id = any($1::text[])
  union select id from addressbook_agency where parent_key = any($2::text[])
  union select id from addressbook_agency where parent_id = any($3::uuid[])`;

/** Bodies whose place hangs on what has changed: those below, and those that waited for a row or a code. */
async function findDependent(
  tx: Tx,
  changed: { parents: readonly string[]; newRows: readonly Listing[]; newKeys: readonly string[] },
): Promise<string[]> {
  const rows = await rawQuery<{ id: string }>(tx, DEPENDENT, [
    arrayLiteral(changed.newRows.map((row) => row.external_id)),
    arrayLiteral(changed.newKeys),
    changed.parents,
  ]);
  return rows.map(({ id }) => id);
}

interface Round {
  counts: DerivedCounts;
  dependent: string[];
}

interface Derived {
  closure: ReadonlyMap<string, Listing>;
  known: ReadonlyMap<string, BookRow>;
  identified: readonly IdentifiedBody[];
  listings: Listing[];
  merged: Map<string, string>;
}

async function groupRows(tx: Tx, { source, now, arrivals, agencyIds }: Piece): Promise<Derived> {
  const names = arrivals.map(({ arrival }) => ({ source, list: arrival.list, external_id: arrival.external_id }));
  const closure = await loadClosure(tx, { names, keys: keysOfArrivals(arrivals), agencyIds });
  const known = await loadBookRows(tx, [...new Set([...closure.values()].map((row) => row.agency_id))]);
  const bodies = groupBodies([...overlay(source, closure, arrivals).values()]);
  const { identified, merged } = identifyBodies(bodies, known, now);
  const listings = identified.flatMap(({ id, body }) =>
    body.members
      .map((member) => (member.agency_id === id ? member : { ...member, agency_id: id }))
      .filter((member) => !sameListing(closure.get(listingId(member)), member)),
  );
  return { closure, known, identified, listings, merged };
}

async function deriveRound(tx: Tx, piece: Piece): Promise<Round> {
  const { closure, known, identified, listings, merged } = await groupRows(tx, piece);
  const places = await placeBodies(tx, identified);
  const stored = await loadAliases(tx, {
    keys: identified.flatMap(({ body }) => body.members.flatMap(keysOf)),
    agencyIds: [...known.keys()],
  });
  const { rows, aliases } = await writeBodies(tx, {
    listings,
    merged,
    makeRows: () =>
      identified.flatMap((body) => {
        const place = places.get(body.id);
        const before = known.get(body.id);
        const row = place === undefined ? undefined : bookRow(body, place, before, piece.now);
        return row === undefined || (before !== undefined && isSameRow(row, before)) ? [] : [row];
      }),
    makeAliases: () => aliasesOf(identified, stored),
  });
  const changes = rows.flatMap((row) => {
    const before = known.get(row.id);
    return before === undefined ? [] : changesOf(row, before);
  });
  await writeChanges(tx, changes, piece);
  const found = await findDependent(tx, {
    parents: [...merged.keys(), ...placesChanged(rows, known), ...ownersBefore(listings, closure)],
    newRows: listings.filter((row) => !closure.has(listingId(row))),
    newKeys: aliases.map((alias) => alias.value_key),
  });
  const placed = new Set(identified.map(({ id }) => id));
  return {
    counts: { ...countChanges(rows, changes, known), rows: listings.length },
    dependent: found.filter((id) => !placed.has(id)),
  };
}

/** Bodies whose name or place is shown below them. */
function placesChanged(rows: readonly BookRow[], known: ReadonlyMap<string, BookRow>): string[] {
  return rows.flatMap((row) => {
    const before = known.get(row.id);
    const isShown =
      before !== undefined && (before.name !== row.name || before.path !== row.path || before.depth !== row.depth);
    return isShown ? [row.id] : [];
  });
}

function ownersBefore(listings: readonly Listing[], closure: ReadonlyMap<string, Listing>): string[] {
  return listings.flatMap((row) => {
    const before = closure.get(listingId(row));
    return before === undefined || before.agency_id === row.agency_id ? [] : [before.agency_id];
  });
}

/**
 * Takes rows of one source over in the transaction, and everything that follows from them: bodies, codes, places of what lies below,
 * history. Calls wait for each other: two would each see half of what the other writes.
 */
export async function deriveBodies(
  tx: Tx,
  given: { source: string; now: Date; arrivals: readonly NewsRow[] },
): Promise<DerivedCounts> {
  await oneAtATime(tx, 'addressbook');
  // A piece that is lost with the machine is taken over by the next run.
  await rawQuery(tx, 'set local synchronous_commit = off', []);
  // The planner knows nothing of a book that is being filled; every look-up here is by index.
  await rawQuery(tx, 'set local enable_seqscan = off', []);
  await rawQuery(tx, 'set local enable_hashjoin = off', []);
  await rawQuery(tx, 'set local enable_mergejoin = off', []);
  const first = await deriveRound(tx, { ...given, agencyIds: [] });
  const total = first.counts;
  let waiting = first.dependent;
  for (let round = 0; round < MAX_ROUNDS && waiting.length > 0; round += 1) {
    const next = new Set<string>();
    for (let at = 0; at < waiting.length; at += PIECE) {
      const { counts, dependent } = await deriveRound(tx, {
        ...given,
        arrivals: [],
        agencyIds: waiting.slice(at, at + PIECE),
      });
      total.changed += counts.changed;
      for (const id of dependent) {
        next.add(id);
      }
    }
    waiting = [...next];
  }
  return total;
}
