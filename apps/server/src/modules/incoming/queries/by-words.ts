import { beyondOwnAgency } from '../../../platform/reach.ts';
import { queryWords } from '../incoming.words.ts';

/**
 * PostgreSQL does not look into the index of words below a policy: the operator is not leakproof, and the whole agency would be walked.
 * The words are hashed with the agency, so that a statement that forgot its predicate still finds nothing of another one.
 */
export function byWords<T>(agencyId: string, q: string | undefined, work: () => Promise<T>): Promise<T> {
  return queryWords(agencyId, q ?? '').length > 0 ? beyondOwnAgency('words', work) : work();
}
