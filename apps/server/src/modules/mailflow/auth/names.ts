import { Resolver } from 'node:dns/promises';
import type { DNSResolver } from 'mailauth';
import type { Config } from '../../../platform/config.ts';

/** Asks the name service; tests give answers of their own. */
export type MailNames = DNSResolver;

const DNS_MS = 4_000;
const DNS_TRIES = 2;
/** Mail comes in bursts from the same senders; records change by the hour. */
const KEEP_MS = 60_000;
const KEEP_AT_MOST = 5_000;

/** The name does not exist, or has no such record: that is an answer (RFC 8020). */
export function isNoSuchName(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOTFOUND' || error.code === 'ENODATA');
}

function asRecords(answer: unknown): string[][] | string[] {
  // mailauth reads MX as objects, TXT as lists of pieces, addresses as text: what node answers.
  return Array.isArray(answer) ? answer : [];
}

/** Answers are kept for a minute, also those that say there is nothing; silence is not. */
export function rememberNames(ask: MailNames, now: () => number = () => performance.now()): MailNames {
  const kept = new Map<string, { until: number; answer: ReturnType<MailNames> }>();
  return (name, type) => {
    const key = `${type} ${name.toLowerCase()}`;
    const known = kept.get(key);
    if (known !== undefined && known.until > now()) {
      return known.answer;
    }
    const answer = ask(name, type);
    if (kept.size >= KEEP_AT_MOST) {
      kept.clear();
    }
    kept.set(key, { until: now() + KEEP_MS, answer });
    answer.catch((error: unknown) => {
      if (!isNoSuchName(error)) {
        kept.delete(key);
      }
    });
    return answer;
  };
}

/** The name service of this computer, or those of `CONGVU_NAME_SERVERS`. */
export function systemNames({ smtp }: Pick<Config, 'smtp'>): MailNames {
  const resolver = new Resolver({ timeout: DNS_MS, tries: DNS_TRIES });
  if (smtp.nameServers.length > 0) {
    resolver.setServers([...smtp.nameServers]);
  }
  return rememberNames(async (name, type) => asRecords(await resolver.resolve(name, type)));
}
