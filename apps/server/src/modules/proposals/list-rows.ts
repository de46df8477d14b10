import type { FormRow } from '@congvu/forms';
import type { AccountRow } from '#modules/accounts';
import type { MailboxRow } from '#modules/mail';

interface Held {
  title: string;
  unitName: string;
}

/** One row of Mẫu 07; what the register does not know is taken from the post. */
export function accountRow(account: AccountRow, reason: string, held?: Held): FormRow {
  return {
    fullName: account.holder_name,
    position: account.position_title === '' ? (held?.title ?? '') : account.position_title,
    unit: account.unit_name === '' ? (held?.unitName ?? '') : account.unit_name,
    account: account.name,
    reason,
    note: '',
  };
}

/** One row of Mẫu 09, whose note is the reason. */
export function mailboxRow(mailbox: MailboxRow, reason: string, held?: Held): FormRow {
  return {
    fullName: mailbox.holder_name,
    unit: mailbox.unit_name === '' ? (held?.unitName ?? '') : mailbox.unit_name,
    mailbox: mailbox.address,
    note: reason,
  };
}
