import type { Tx } from '../../../platform/db.ts';
import type { BodyFacts, ParentClaims } from './body-facts.ts';
import type { Body } from './group-bodies.ts';
import { listingId } from './listing.ts';
import { agenciesOfRows, loadAliases, loadBookRows } from './load-known.ts';

/** A body with its identity, before it has a place. */
export interface IdentifiedBody {
  id: string;
  body: Body;
  facts: BodyFacts;
  parent: ParentClaims;
}

export interface BodyPlace {
  parent_id: string | null;
  parent_key: string | null;
  path: string;
  depth: number;
}

const SHOWN_ABOVE = 3;
const MAX_DEPTH = 9;
export const PATH_MARK = ' › ';

interface Known {
  name: string;
  path: string;
  depth: number;
}

/** Where in the tree a list puts each body; parents are looked for among the bodies at hand, then in the book. */
export async function placeBodies(tx: Tx, bodies: readonly IdentifiedBody[]): Promise<Map<string, BodyPlace>> {
  const byId = new Map(bodies.map((body) => [body.id, body]));
  const rowOwners = new Map<string, string>();
  const keyOwners = new Map<string, string>();
  for (const { id, body } of bodies) {
    for (const member of body.members) {
      rowOwners.set(listingId(member), id);
    }
    for (const key of body.keys.keys()) {
      keyOwners.set(key, id);
    }
  }
  await findElsewhere(tx, bodies, rowOwners, keyOwners);
  const parentOf = ({ id, parent }: IdentifiedBody): { id: string | null; byRow: boolean } => {
    const row = parent.row === undefined ? undefined : rowOwners.get(nameOf(parent.row));
    const found = row ?? (parent.key === undefined ? undefined : keyOwners.get(parent.key));
    return { id: found === undefined || found === id ? null : found, byRow: row !== undefined };
  };
  const outside = new Set(bodies.map((body) => parentOf(body).id).filter((id) => id !== null && !byId.has(id)));
  const known = new Map<string, Known>(
    await loadBookRows(
      tx,
      [...outside].filter((id) => id !== null),
    ),
  );
  const places = new Map<string, BodyPlace>();
  const place = (body: IdentifiedBody, below: ReadonlySet<string>): BodyPlace => {
    const done = places.get(body.id);
    if (done !== undefined) {
      return done;
    }
    const parent = parentOf(body);
    const inside = parent.id === null ? undefined : byId.get(parent.id);
    // In a circle somebody is the first: its path ends there.
    const above: Known | undefined =
      inside === undefined
        ? known.get(parent.id ?? '')
        : below.has(inside.id)
          ? { name: inside.facts.name, path: '', depth: 0 }
          : { name: inside.facts.name, ...place(inside, new Set([...below, body.id])) };
    const placed: BodyPlace = {
      parent_id: above === undefined ? null : parent.id,
      parent_key: parent.byRow ? null : (body.parent.key ?? null),
      ...pathBelow(above),
    };
    places.set(body.id, placed);
    return placed;
  };
  for (const body of bodies) {
    place(body, new Set([body.id]));
  }
  return places;
}

function nameOf({ source, list, external_id }: NonNullable<ParentClaims['row']>): string {
  return `${source}\n${list}\n${external_id}`;
}

function pathBelow(above: Known | undefined): { path: string; depth: number } {
  if (above === undefined) {
    return { path: '', depth: 0 };
  }
  const names = above.path === '' ? [] : above.path.split(PATH_MARK);
  return {
    path: [above.name.replaceAll(PATH_MARK, ' '), ...names].slice(0, SHOWN_ABOVE).join(PATH_MARK),
    depth: Math.min(above.depth + 1, MAX_DEPTH),
  };
}

async function findElsewhere(
  tx: Tx,
  bodies: readonly IdentifiedBody[],
  rowOwners: Map<string, string>,
  keyOwners: Map<string, string>,
): Promise<void> {
  const rows = bodies.flatMap(({ parent }) => (parent.row === undefined ? [] : [parent.row]));
  const missing = rows.filter((row) => !rowOwners.has(nameOf(row)));
  for (const [name, id] of await agenciesOfRows(tx, missing)) {
    rowOwners.set(name, id);
  }
  const keys = bodies.flatMap(({ parent }) =>
    parent.key === undefined ||
    keyOwners.has(parent.key) ||
    (parent.row !== undefined && rowOwners.has(nameOf(parent.row)))
      ? []
      : [parent.key],
  );
  if (keys.length > 0) {
    for (const [key, alias] of await loadAliases(tx, { keys, agencyIds: [] })) {
      keyOwners.set(key, alias.agency_id);
    }
  }
}
