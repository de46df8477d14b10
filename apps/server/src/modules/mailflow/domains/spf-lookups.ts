import type { MailNames } from '../auth/names.ts';
import { look } from './read-names.ts';

/** RFC 7208 §4.6.4: a record that asks more is an error to everybody, and nobody's mail passes. */
export const SPF_LOOKUPS = 10;

const ASKING = /^[+~?-]?(?:(include|redirect)[:=]([^\s/]+)|a(?:[:/]|$)|mx(?:[:/]|$)|ptr(?:[:/]|$)|exists:)/i;

export function spfRecords(values: readonly string[]): string[] {
  return values.filter((value) => /^v=spf1(?:\s|$)/i.test(value.trim()));
}

/** Where the terms of a record that ask lead, '' for those that ask about the domain itself. */
function questionsOf(record: string): string[] {
  return record
    .trim()
    .split(/\s+/)
    .slice(1)
    .flatMap((term) => {
      const asked = ASKING.exec(term);
      return asked === null ? [] : [asked[2] ?? ''];
    });
}

/** Questions one record costs, included ones with it; undefined when a part gives no answer. More than the limit is not counted on. */
export async function countSpfLookups(names: MailNames, record: string): Promise<number | undefined> {
  const queue = questionsOf(record);
  let count = 0;
  for (let target = queue.pop(); target !== undefined && count <= SPF_LOOKUPS; target = queue.pop()) {
    count += 1;
    const found = target === '' ? undefined : await look(names, target, 'TXT');
    if (found?.known === false) {
      return undefined;
    }
    queue.push(
      ...spfRecords(found?.values ?? [])
        .slice(0, 1)
        .flatMap(questionsOf),
    );
  }
  return count;
}
