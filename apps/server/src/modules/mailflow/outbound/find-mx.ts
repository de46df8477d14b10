import { isNoSuchName, type MailNames } from '../auth/names.ts';

/** The servers that take mail for a domain, best first. */
export type MxAnswer =
  | { kind: 'hosts'; hosts: string[] }
  /** The domain says that it takes no mail (RFC 7505), or there is no such domain. */
  | { kind: 'nowhere'; reason: string }
  | { kind: 'unknown' };

const HOSTS_TRIED = 5;

interface Mx {
  exchange: string;
  priority: number;
}

function isMx(value: unknown): value is Mx {
  return (
    typeof value === 'object' &&
    value !== null &&
    'exchange' in value &&
    typeof value.exchange === 'string' &&
    'priority' in value &&
    typeof value.priority === 'number'
  );
}

async function hasAddress(names: MailNames, host: string): Promise<boolean> {
  for (const type of ['A', 'AAAA']) {
    try {
      if ((await names(host, type)).length > 0) {
        return true;
      }
    } catch (error) {
      if (!isNoSuchName(error)) {
        throw error;
      }
    }
  }
  return false;
}

async function askMx(names: MailNames, domain: string): Promise<Mx[]> {
  try {
    const answer: unknown[] = await names(domain, 'MX');
    return answer.filter(isMx);
  } catch (error) {
    if (isNoSuchName(error)) {
      return [];
    }
    throw error;
  }
}

/** RFC 5321 §5.1: by preference; without MX the domain itself, when it has an address. */
export async function findMx(names: MailNames, domain: string): Promise<MxAnswer> {
  try {
    const found = await askMx(names, domain);
    if (found.length === 0) {
      return (await hasAddress(names, domain))
        ? { kind: 'hosts', hosts: [domain] }
        : { kind: 'nowhere', reason: `Không có tên miền ${domain}, hoặc tên miền không có máy chủ nhận thư.` };
    }
    const hosts = [...found]
      .sort((left, right) => left.priority - right.priority)
      .map(({ exchange }) => exchange.toLowerCase().replace(/\.$/, ''));
    const usable = hosts.filter((host) => host !== '');
    return usable.length === 0
      ? { kind: 'nowhere', reason: `Tên miền ${domain} công bố không nhận thư (RFC 7505).` }
      : { kind: 'hosts', hosts: usable.slice(0, HOSTS_TRIED) };
  } catch {
    return { kind: 'unknown' };
  }
}
