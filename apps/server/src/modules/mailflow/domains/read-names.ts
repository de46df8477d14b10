import { isNoSuchName, type MailNames } from '../auth/names.ts';

/** What the name service says of one name; `unknown`: it says nothing. */
export type Looked = { known: true; values: string[] } | { known: false };

function textOf(record: unknown): string {
  if (Array.isArray(record)) {
    return record.join('');
  }
  if (typeof record === 'object' && record !== null && 'exchange' in record && 'priority' in record) {
    return `${String(record.priority)} ${String(record.exchange)}`;
  }
  return String(record);
}

export async function look(names: MailNames, name: string, type: 'TXT' | 'MX'): Promise<Looked> {
  try {
    const records: unknown[] = await names(name, type);
    return { known: true, values: records.map(textOf) };
  } catch (error) {
    return isNoSuchName(error) ? { known: true, values: [] } : { known: false };
  }
}

/** `tag=value; tag=value` of DKIM, DMARC and the like. */
export function tagsOf(record: string): Map<string, string> {
  return new Map(
    record.split(';').flatMap((part) => {
      const at = part.indexOf('=');
      return at === -1 ? [] : [[part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).trim()] as const];
    }),
  );
}
