import { type CodeScheme, schemeOf } from '../codes.ts';
import { sameName } from '../words.ts';
import { keysOf, type Listing } from './listing.ts';

/*
 * From rows of lists to bodies. What is shown is a function of the rows alone, whatever order they came in: rows that claim one code are
 * one body, unless the claim cannot be right; every code belongs to at most one body.
 */

export interface OwnedCode {
  value: string;
  scheme: CodeScheme;
  /** A row that is not deleted claims it. */
  live: boolean;
}

export interface Body {
  /** The row that speaks for the body comes first. */
  members: Listing[];
  keys: Map<string, OwnedCode>;
}

interface Claims {
  /** Places of the rows whose own code it is. */
  primaries: number[];
  /** Rows that name it as their older or other code. */
  references: number[];
}

/** How the axis names the second entry of one body. */
const OLD_ENTRY = /\(\s*m[aã]\s+c[uũ]\s*\)/iu;

const LIST_ORDER = { qd20: 0, code: 1, import: 2 };

function rankOf({ deleted, list, name }: Listing): number {
  return (deleted ? 4 : 0) + (list === 'import' ? 2 : 0) + (OLD_ENTRY.test(name) ? 1 : 0);
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Who speaks for a body: living rows first, the axis before sheets, the newest version; the rest only keeps the order one. */
function compareListings(left: Listing, right: Listing): number {
  return (
    (right.version ?? -1) - (left.version ?? -1) ||
    LIST_ORDER[left.list] - LIST_ORDER[right.list] ||
    compareText(left.source, right.source) ||
    compareText(left.external_id, right.external_id)
  );
}

function sortListings(rows: readonly Listing[]): Listing[] {
  const ranked = rows.map((row) => ({ row, rank: rankOf(row) }));
  ranked.sort((left, right) => left.rank - right.rank || compareListings(left.row, right.row));
  return ranked.map(({ row }) => row);
}

class Joined {
  private readonly above: number[];

  constructor(size: number) {
    this.above = Array.from({ length: size }, (_, place) => place);
  }

  find(place: number): number {
    let root = place;
    while (this.above[root] !== root) {
      root = this.above[root] ?? root;
    }
    this.above[place] = root;
    return root;
  }

  join(one: number, other: number): void {
    this.above[this.find(one)] = this.find(other);
  }
}

interface Settled {
  owner: number | undefined;
  join: number[];
  lost: number[];
}

/** In one list a code is one row's; two rows of one name are the same body twice. */
function settlePrimaries(rows: readonly Listing[], places: readonly number[]): { join: number[]; lost: number[] } {
  const byList = Map.groupBy(places, (place) => `${rows[place]?.source}\n${rows[place]?.list}`);
  const join: number[] = [];
  const lost: number[] = [];
  for (const group of byList.values()) {
    const [first = 0] = group;
    for (const place of group) {
      const isSame = place === first || sameName(rows[place]?.name ?? '', rows[first]?.name ?? '');
      (isSame ? join : lost).push(place);
    }
  }
  return { join, lost };
}

/** Of rows that name the code as another one of theirs, the living; deleted ones when they are all there is, or say the same. */
function heardReferences(rows: readonly Listing[], references: readonly number[]): number[] {
  const living = references.filter((place) => rows[place]?.deleted === false);
  const codes = new Set(living.map((place) => rows[place]?.code_key));
  return living.length === 0 ? [...references] : references.filter((place) => codes.has(rows[place]?.code_key));
}

/**
 * Which of them are believed: not those of the very list whose row holds the code under another name (the code of the body above in the
 * wrong column would make the two one), and of the others only when they are one body.
 */
function believe(rows: readonly Listing[], references: readonly number[], holders: readonly number[]): number[] {
  const possible = references.filter((place) => {
    const row = rows[place];
    return !holders.some((holder) => {
      const other = rows[holder];
      return (
        row?.source === other?.source && row?.list === other?.list && !sameName(row?.name ?? '', other?.name ?? '')
      );
    });
  });
  const claimants = new Set(possible.map((place) => rows[place]?.code_key));
  return claimants.size > 1 ? [] : possible;
}

/** Places are in the order of `sortListings`, so the first of each kind is the one to believe. */
function settle(rows: readonly Listing[], { primaries, references }: Claims): Settled {
  const isLive = (place: number): boolean => rows[place]?.deleted === false;
  const living = primaries.filter(isLive);
  const dead = primaries.filter((place) => !isLive(place));
  const held = settlePrimaries(rows, living.length > 0 ? living : dead);
  const heard = heardReferences(rows, references);
  const believed = believe(rows, heard, held.join);
  const claimants = [...held.join, ...believed];
  const owner = claimants.find(isLive) ?? claimants[0];
  // A row that was deleted and whose code lives on is the same body before.
  const before = claimants.some(isLive) ? dead : [];
  const lost = [...held.lost, ...heard.filter((place) => !believed.includes(place))].filter(isLive);
  return { owner, join: [...claimants, ...before], lost };
}

function claimsOf(rows: readonly Listing[]): Map<string, Claims> {
  const claims = new Map<string, Claims>();
  for (const [place, row] of rows.entries()) {
    for (const key of keysOf(row)) {
      const known = claims.get(key) ?? { primaries: [], references: [] };
      (key === row.code_key ? known.primaries : known.references).push(place);
      claims.set(key, known);
    }
  }
  return claims;
}

function codeUnder(row: Listing, key: string): { value: string; scheme: CodeScheme } {
  if (row.code_key === key) {
    return { value: row.code, scheme: row.list === 'qd20' ? 'qd20' : schemeOf(row.code) };
  }
  if (row.qcvn_key === key) {
    return { value: row.qcvn_code ?? key, scheme: 'qcvn102' };
  }
  return { value: row.old_code ?? key, scheme: schemeOf(row.old_code ?? key) };
}

function withLost(row: Listing, lost: string[]): Listing {
  return row.lost_keys.length === 0 && lost.length === 0 ? row : { ...row, lost_keys: lost };
}

/** Bodies of a set of rows that is closed: every row claiming a code of one of them is among them. Sets `lost_keys` of the rows. */
export function groupBodies(given: readonly Listing[]): Body[] {
  const rows = sortListings(given);
  const joined = new Joined(rows.length);
  const owned: { key: string; owner: number }[] = [];
  const lost = rows.map((): string[] => []);
  for (const [key, claims] of [...claimsOf(rows)].sort(([left], [right]) => compareText(left, right))) {
    const settled = settle(rows, claims);
    const { owner } = settled;
    if (owner !== undefined) {
      owned.push({ key, owner });
      for (const place of settled.join) {
        joined.join(place, owner);
      }
    }
    for (const place of settled.lost) {
      lost[place]?.push(key);
    }
  }
  const bodies = new Map<number, Body>();
  for (const [place, row] of rows.entries()) {
    const root = joined.find(place);
    const body: Body = bodies.get(root) ?? { members: [], keys: new Map() };
    body.members.push(withLost(row, lost[place] ?? []));
    bodies.set(root, body);
  }
  for (const { key, owner } of owned) {
    const row = rows[owner];
    if (row !== undefined) {
      bodies.get(joined.find(owner))?.keys.set(key, { ...codeUnder(row, key), live: !row.deleted });
    }
  }
  return [...bodies.values()];
}
