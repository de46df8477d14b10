import { isFreeMail } from '@congvu/forms';
import { codeKey, findManyByCode } from '#modules/addressbook';
import { findAgencyByCode } from '#modules/org';
import type { Db, Tx } from '../../../platform/db.ts';

/** Upper and lower case of an address are the same mailbox wherever mail is read. */
export function addressKey(address: string): string {
  return address.normalize('NFC').trim().toLowerCase();
}

export function domainOf(address: string): string {
  return addressKey(address).split('@').at(-1) ?? '';
}

/** No issued document goes to or comes from free mail (letter of UBND huyện Tam Đường 2021, §4). */
export function isOfficial(address: string): boolean {
  return /^[^\s@<>"]+@[^\s@<>"]+$/.test(address.trim()) && isFreeMail(address) === undefined;
}

/** Official addresses of agencies, by key of the code: as our own tree says, else as the address book does. */
export async function officialAddresses(db: Db | Tx, codes: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const book = await findManyByCode(db, codes);
  for (const code of codes) {
    const key = codeKey(code);
    const own = (await findAgencyByCode(db, code))?.email ?? '';
    const address = own.trim() === '' ? (book.get(key)?.mail ?? '') : own;
    if (address.trim() !== '') {
      found.set(key, address.trim());
    }
  }
  return found;
}
