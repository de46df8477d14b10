/**
 * The letters of the matrix: V văn thư, C chuyên viên, T trưởng đơn vị, L lãnh đạo, F đầu mối, Q quản trị, K kiểm toán,
 * N somebody of several posts who acts as a specialist (and is a clerk in the agency beside). Guests are no letter: but for public
 * routes they are always sent to sign in (401).
 *
 * What is written for a place is who gets through; whoever is not named is kept out. In the own agency a person may be told why; of
 * another agency he must not learn that the object exists: word for word what an id that was never given gets. After a slash stand those who
 * see objects of that agency and may be told why this act is not theirs.
 */
export interface PlaceRules {
  unit?: string;
  agency?: string;
  parent?: string;
  child?: string;
  sibling?: string;
  dissolved?: string;
}

export type Rule =
  | { who: 'public' }
  | { who: 'roles'; may: string; empty: string }
  | { who: 'object'; kind: string; places: PlaceRules; states: Record<string, PlaceRules> };

export type Matrix = Record<string, Rule>;

export const EVERYBODY = 'VCTLFQKN';

/** Nobody has to be signed in: a secret of the address, or nothing at all, is the right. */
export const open: Rule = { who: 'public' };

/** Everybody who is signed in, each about what is his own. */
export const anyone: Rule = { who: 'roles', may: EVERYBODY, empty: '' };

export function only(may: string): Rule {
  return { who: 'roles', may, empty: '' };
}

/** A list that is answered to everybody, to those named without a row: their page says that it is not theirs. */
export function nothingFor(empty: string): Rule {
  return { who: 'roles', may: EVERYBODY, empty };
}

/** About one object: who in which place; states that answer otherwise are named apart, places they do not name stay as they are. */
export function on(kind: string, places: PlaceRules, states: Record<string, PlaceRules> = {}): Rule {
  return { who: 'object', kind, places, states };
}
