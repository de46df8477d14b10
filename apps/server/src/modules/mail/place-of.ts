import type { Context } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import { invalid } from '../../platform/errors.ts';
import { addressKey, addressProblem, isUnder, shortKey } from './mail.address.ts';
import { settingOf } from './mail.settings.ts';
import type { BackendName, MailboxRow } from './mail.tables.ts';

type Written = Pick<MailboxRow, 'address' | 'address_key' | 'short_key'>;
type At = { agency_id: string; backend: BackendName };

/** The address as the register keeps it: a mail system of this office needs the domain, the forms leave it out. */
export async function wholeAddress(tx: Tx, context: Context, at: At, written: string): Promise<Written> {
  const { domain } = await settingOf(tx, context.clock, at.agency_id);
  const plain = written.normalize('NFC').trim();
  const isWhole = at.backend === 'manual' || plain.includes('@') || domain === '';
  const address = isWhole ? plain : `${plain}@${domain}`;
  return { address, address_key: addressKey(address), short_key: shortKey(address) };
}

/** @throws AppError 422 `mail.address_invalid` */
export async function assertPlace(tx: Tx, context: Context, at: At, address: string): Promise<void> {
  const refuse = (message: string) => invalid('mail.address_invalid', message, [{ path: 'address', message }]);
  const problem = addressProblem(address);
  if (problem !== undefined) {
    throw refuse(problem);
  }
  if (at.backend === 'manual') {
    return;
  }
  const { domain } = await settingOf(tx, context.clock, at.agency_id);
  const under = addressKey(address).split('@')[1];
  if (under === undefined || !isUnder(under, domain)) {
    throw refuse(
      domain === ''
        ? 'Ghi cả tên miền của cơ quan nhà nước sau dấu @.'
        : `Hộp thư đặt tại miền ${domain} hoặc miền con của nó.`,
    );
  }
}
