import { foldAccents } from '@congvu/vntext';
import { codeAbove, codeKey } from '../codes.ts';
import type { Body } from './group-bodies.ts';
import type { Listing } from './listing.ts';

/** A body as it is stored (`addressbook_agency`); the place in the tree and the tokens come after. */
export interface BookRow {
  id: string;
  source: string;
  code: string;
  code_key: string;
  code_qd20: string | null;
  code_qcvn102: string | null;
  name: string;
  name_key: string;
  mail: string;
  center_code: string | null;
  is_agency: boolean | null;
  version: number | null;
  modified_at: string | null;
  parent_id: string | null;
  parent_key: string | null;
  path: string;
  depth: number;
  closed_at: string | null;
  disputed: boolean;
  tokens: string;
  first_seen_at: string;
  changed_at: string;
}

const SORTED_BY = 100;

/** How the lists name the body above: a row of a list, or a code. */
export interface ParentClaims {
  row: { source: string; list: string; external_id: string } | undefined;
  key: string | undefined;
}

function firstOf<T>(members: readonly Listing[], pick: (member: Listing) => T | null): T | null {
  for (const member of members) {
    const value = pick(member);
    if (value !== null && value !== '') {
      return value;
    }
  }
  return null;
}

/** The code of a scheme to write: a living row's own one first. */
function codeOf({ members, keys }: Body, scheme: 'qd20' | 'qcvn102', isOpen: boolean): string | null {
  const candidates = [...keys].filter(([, code]) => code.scheme === scheme && (code.live || !isOpen));
  const own = members.map((member) => member.code_key);
  candidates.sort(([left], [right]) => placeOf(own, left) - placeOf(own, right) || (left < right ? -1 : 1));
  return candidates[0]?.[1].value ?? null;
}

function placeOf(own: readonly string[], key: string): number {
  const place = own.indexOf(key);
  return place < 0 ? own.length : place;
}

/** What the rows say together, without identity and place. */
export function factsOf(body: Body) {
  const [speaker] = body.members;
  if (speaker === undefined) {
    throw new Error('a body has at least one row');
  }
  const { members } = body;
  const isOpen = !speaker.deleted;
  const codeQd20 = codeOf(body, 'qd20', isOpen);
  const codeQcvn102 = codeOf(body, 'qcvn102', isOpen);
  const code = codeQd20 ?? codeQcvn102 ?? speaker.code;
  const folded = foldAccents(speaker.name);
  return {
    source: speaker.source,
    code,
    code_key: codeKey(code),
    code_qd20: codeQd20,
    code_qcvn102: codeQcvn102,
    name: speaker.name,
    name_key: folded.slice(0, SORTED_BY),
    folded,
    mail: firstOf(members, ({ mail }) => mail) ?? '',
    center_code: firstOf(members, (member) => member.center_code),
    is_agency: firstOf(members, (member) => member.is_agency),
    version: members.reduce<number | null>(
      (greatest, { version }) => (version !== null && (greatest === null || version > greatest) ? version : greatest),
      null,
    ),
    modified_at: firstOf(members, (member) => member.modified_at),
    disputed: members.some((member) => member.lost_keys.length > 0),
    isOpen,
  };
}

export type BodyFacts = ReturnType<typeof factsOf>;

export function parentClaims(body: Body, facts: BodyFacts): ParentClaims {
  const heard = body.members.filter((member) => !member.deleted || !facts.isOpen);
  const child = heard.find((member) => member.parent_external_id !== null);
  const named = firstOf(heard, (member) => member.parent_code);
  const derived = [facts.code_qd20, facts.code_qcvn102].map((code) => (code === null ? undefined : codeAbove(code)));
  const key = named === null ? derived.find((code) => code !== undefined) : codeKey(named);
  return {
    row:
      child === undefined
        ? undefined
        : { source: child.source, list: child.list, external_id: child.parent_external_id ?? '' },
    key: key !== undefined && body.keys.has(key) ? undefined : key,
  };
}
