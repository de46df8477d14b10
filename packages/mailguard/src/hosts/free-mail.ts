import { FREE_MAIL_DOMAINS } from '@congvu/vntext';
import { domainOf, isListed } from './host.ts';

/** Mailboxes that providers of internet access and messengers give to anybody, beside the list of the forms. */
const ALSO_FREE = [
  'zalo.me',
  'fpt.vn',
  'vnn.vn',
  'hcm.vnn.vn',
  'hn.vnn.vn',
  'viettel.vn',
  'comcast.net',
  'att.net',
  'verizon.net',
];
const FREE: ReadonlySet<string> = new Set([...FREE_MAIL_DOMAINS, ...ALSO_FREE]);
/** `yahoo.com.br`, `hotmail.it`: national endings of the great services. */
const NATIONAL = /(?:^|\.)(?:yahoo|hotmail|outlook|live|gmx)\.(?:[a-z]{2}|com?\.[a-z]{2})$/;

/**
 * Whether an address is of a service that gives a mailbox to anybody.
 * @example isFreeMail('chu.tich@gmail.com') // true
 */
export function isFreeMail(address: string): boolean {
  const domain = domainOf(address);
  return domain !== '' && (isListed(domain, FREE) || NATIONAL.test(domain));
}
