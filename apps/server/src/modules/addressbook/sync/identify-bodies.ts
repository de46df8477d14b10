import { newId } from '../../../platform/ids.ts';
import { type BookRow, factsOf, parentClaims } from './body-facts.ts';
import type { Body } from './group-bodies.ts';
import type { IdentifiedBody } from './place-bodies.ts';

/** Which bodies hold rows that were of each body before; the first is the one that still has the code. */
function claimantsOf(bodies: readonly Body[], known: ReadonlyMap<string, BookRow>): Map<string, Body> {
  const claimants = new Map<string, Body>();
  for (const body of bodies) {
    for (const { agency_id: id } of body.members) {
      const code = known.get(id)?.code_key;
      if (id !== '' && (!claimants.has(id) || (code !== undefined && body.keys.has(code)))) {
        claimants.set(id, body);
      }
    }
  }
  return claimants;
}

/**
 * Bodies keep the identity they had: that of the part which still has the code; of two that became one, the older. `merged` says where
 * the others went.
 */
export function identifyBodies(
  bodies: readonly Body[],
  known: ReadonlyMap<string, BookRow>,
  now: Date,
): { identified: IdentifiedBody[]; merged: Map<string, string> } {
  const identities = new Map<Body, string>();
  const waiting: { id: string; body: Body }[] = [];
  for (const [id, body] of [...claimantsOf(bodies, known)].sort(([left], [right]) => (left < right ? -1 : 1))) {
    if (identities.has(body)) {
      waiting.push({ id, body });
    } else {
      identities.set(body, id);
    }
  }
  const identified = bodies.map((body): IdentifiedBody => {
    const facts = factsOf(body);
    return { id: identities.get(body) ?? newId(now.getTime()), body, facts, parent: parentClaims(body, facts) };
  });
  return { identified, merged: new Map(waiting.map(({ id, body }) => [id, identities.get(body) ?? id])) };
}
