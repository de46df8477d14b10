import { queryTokens } from '@congvu/vntext';
import type { Subject } from '../../../platform/authorise.ts';
import { seesAll } from '../outgoing.policy.ts';

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

/** Words of a query as a tsquery over the search entry of the document; undefined when there is nothing to look for. */
export function matchesQuery(query: string | undefined, parameters: Parameters): string | undefined {
  const words = queryTokens(query ?? '');
  if (words.length === 0) {
    return undefined;
  }
  // Quoted, so that operators typed by the user are plain text.
  const quoted = words.map((word) => `'${word.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`).join(' & ');
  return `exists (select 1 from search_entry s where s.agency_id = o.agency_id and s.kind = 'outgoing' and s.object_id = o.id
    and s.tokens @@ ${parameters.add(quoted)}::tsquery)`;
}
