import type { FieldValue, RequestKind } from '../definition.ts';
import { accountKey, identityKey, mailboxKey, nameKey, serialKey, tokenKey } from '../keys.ts';

/** What duplicates are found by; a key is missing where the form has no such field or it is empty. */
export interface ItemKeys {
  readonly identity?: string;
  readonly serial?: string;
  readonly token?: string;
  readonly account?: string;
  readonly mailbox?: string;
  readonly taxCode?: string;
  readonly budgetCode?: string;
  /** Name of the person or organisation it is about, folded. */
  readonly name: string;
}

type Values = Readonly<Record<string, FieldValue>>;

/** Fields of the forms that hold a key, by kind of request: the subject, never the declarant. */
const SOURCES: Readonly<Record<RequestKind, Readonly<Partial<Record<keyof ItemKeys, string>>>>> = {
  'cert.issue.person': { identity: 'identity.number', mailbox: 'email', name: 'fullName' },
  'cert.issue.org': { taxCode: 'taxCode', budgetCode: 'budgetCode', mailbox: 'email', name: 'organisationName' },
  'cert.renew_change': { serial: 'certificate.serial', mailbox: 'subject.email', name: 'subject.name' },
  'cert.revoke': {
    identity: 'subject.identity.number',
    serial: 'certificate.serial',
    token: 'token.serial',
    taxCode: 'subject.taxCode',
    budgetCode: 'subject.budgetCode',
    mailbox: 'subject.email',
    name: 'subject.name',
  },
  'cert.restore': { token: 'token.serial', mailbox: 'subject.email', name: 'subject.name' },
  'account.new': { name: 'fullName' },
  'account.revoke': { account: 'account', name: 'fullName' },
  'account.mobile': { account: 'account', name: 'fullName' },
  'mailbox.revoke': { mailbox: 'mailbox', name: 'fullName' },
  'mailbox.new': { name: 'fullName' },
};

const KEY_OF: Readonly<Record<keyof ItemKeys, (text: string) => string>> = {
  identity: identityKey,
  serial: serialKey,
  token: tokenKey,
  account: accountKey,
  mailbox: (text) => mailboxKey(text),
  taxCode: identityKey,
  budgetCode: identityKey,
  name: nameKey,
};

/** Text of a field, '' for everything else. */
export function textOf(values: Values, key: string | undefined): string {
  const value = key === undefined ? undefined : values[key];
  return typeof value === 'string' ? value : '';
}

/** The name a line is sorted and shown by: of Mẫu 10 part 1 the unit. */
export function subjectNameOf(kind: RequestKind, values: Values): string {
  return textOf(values, SOURCES[kind].name) || textOf(values, 'unitName');
}

/**
 * The comparable parts of one item: what two requests for the same thing have in common, whatever their spelling.
 * @example itemKeys('account.revoke', { fullName: 'Sùng A Dế', account: 'DeSA.khunha' }) // { account: 'desa.khunha', name: 'sung a de' }
 */
export function itemKeys(kind: RequestKind, values: Values): ItemKeys {
  const sources = SOURCES[kind];
  const found: Partial<Record<keyof ItemKeys, string>> = {};
  for (const key of Object.keys(sources) as (keyof ItemKeys)[]) {
    const text = textOf(values, sources[key]);
    const value = text === '' ? '' : KEY_OF[key](text);
    if (value !== '') {
      found[key] = value;
    }
  }
  return { ...found, name: nameKey(subjectNameOf(kind, values)) };
}
