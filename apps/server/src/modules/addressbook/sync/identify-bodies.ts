import { newId } from '../../../platform/ids.ts';
import { type BookRow, factsOf, parentClaims } from './body-facts.ts';
import type { Body } from './group-bodies.ts';
import type { IdentifiedBody } from './place-bodies.ts';

function claimantOf(id: string, row: BookRow | undefined, bodies: readonly Body[]): Body | undefined {
  const holds = (body: Body): boolean => body.members.some((member) => member.agency_id === id);
  return (
    (row === undefined ? undefined : bodies.find((body) => holds(body) && body.keys.has(row.code_key))) ??
    bodies.find(holds)
  );
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
  const ids = [...new Set(bodies.flatMap(({ members }) => members.map((member) => member.agency_id)))]
    .filter((id) => id !== '')
    .sort();
  const identities = new Map<Body, string>();
  const waiting: { id: string; body: Body }[] = [];
  for (const id of ids) {
    const body = claimantOf(id, known.get(id), bodies);
    if (body === undefined) {
      continue;
    }
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
