import { codeKey } from '#modules/addressbook';
import type { Reach } from '../kinds.ts';

function prefixLength(key: string, prefixes: unknown): number {
  const list = Array.isArray(prefixes) ? prefixes.filter((prefix) => typeof prefix === 'string') : [];
  return Math.max(0, ...list.filter((prefix) => key.startsWith(codeKey(prefix))).map((prefix) => prefix.length));
}

/**
 * An axis reaches whom its list names (address book) and whom an administrator says it reaches (beginnings of codes). The longest
 * beginning speaks first: letters within the province stay on its axis.
 */
export const axisReach: Reach = {
  kinds: ['provincial', 'national'],
  reaches: async (_db, connections, receivers) => {
    const found = new Map<string, string>();
    for (const receiver of receivers) {
      const ranked = connections
        .map((connection) => ({
          id: connection.id,
          kind: connection.kind,
          prefix: prefixLength(receiver.key, connection.settings.prefixes),
          isListed: receiver.sources.includes(connection.id),
        }))
        .filter(({ prefix, isListed }) => prefix > 0 || isListed)
        .sort((left, right) => right.prefix - left.prefix || Number(right.isListed) - Number(left.isListed));
      const [best] = ranked;
      if (best !== undefined) {
        found.set(receiver.key, best.id);
      }
    }
    return found;
  },
};
