import { queryTokens } from '@congvu/vntext';
import type { Subject } from '../../../platform/authorise.ts';
import type { Db } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { seesAll } from '../outgoing.policy.ts';

const FEW = 2_000;

/** Values of one statement, numbered as they come. */
export interface Parameters {
  values: unknown[];
  add(value: unknown): string;
}

export function createParameters(...first: unknown[]): Parameters {
  const values = [...first];
  return {
    values,
    add: (value) => {
      values.push(value);
      return `$${values.length}`;
    },
  };
}

/**
 * What a person may see, as conditions that each begin with the columns of one index: clerks, leaders and auditors the agency,
 * others their units, what they drafted and what they sign. The same rule as `outgoing.read`.
 */
export function reachOf(subject: Subject, parameters: Parameters): string[] {
  if (seesAll(subject)) {
    return ['true'];
  }
  return [
    ...subject.unitIds.map((unitId) => `o.unit_id = ${parameters.add(unitId)}`),
    `o.drafter_person_id = ${parameters.add(subject.personId)}`,
    `o.signer_position_id = ${parameters.add(subject.positionId)}`,
  ];
}

/** Words of a query as a tsquery; undefined when there is nothing to look for. */
function tsqueryOf(query: string | undefined): string | undefined {
  const words = queryTokens(query ?? '');
  // Quoted, so that operators typed by the user are plain text.
  const quoted = words.map((word) => `'${word.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`);
  return words.length === 0 ? undefined : quoted.join(' & ');
}

/** The search entry of the document has every word; undefined when there is nothing to look for. */
export function matchesQuery(query: string | undefined, parameters: Parameters): string | undefined {
  const tsquery = tsqueryOf(query);
  return tsquery === undefined
    ? undefined
    : `exists (select 1 from search_entry s where s.agency_id = o.agency_id and s.kind = 'outgoing' and s.object_id = o.id
    and s.tokens @@ ${parameters.add(tsquery)}::tsquery)`;
}

/**
 * Documents with every word when they are few; undefined when they are many, or nothing is asked: then going through the book in
 * its order meets them soon, while a rare word would make that way very long.
 */
export async function findFewMatches(
  db: Db,
  agencyId: string,
  query: string | undefined,
): Promise<string[] | undefined> {
  const tsquery = tsqueryOf(query);
  if (tsquery === undefined) {
    return undefined;
  }
  const rows = await rawQuery<{ id: string }>(
    db,
    `select object_id as id from search_entry where agency_id = $1 and kind = 'outgoing' and tokens @@ $2::tsquery limit ${FEW + 1}`,
    [agencyId, tsquery],
  );
  return rows.length > FEW ? undefined : rows.map((row) => row.id);
}
