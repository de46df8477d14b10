import {
  type FilledForm,
  type FormFacts,
  type KnownCertificate,
  nameKey,
  OFFICIAL_DOMAINS,
  serialKey,
  tokenKey,
} from '@congvu/forms';
import { accountFacts, accountNameKey } from '#modules/accounts';
import { certificateFacts } from '#modules/certificates';
import { mailboxFacts } from '#modules/mail';
import { vietnamDate } from '../../../platform/clock.ts';
import type { Context } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { findSetting } from '../requests.store.ts';
import { textOf } from './content.ts';

/** Exactly what the form names: asked of the registers at once, never one by one (10,000 rows are four statements). */
interface Asked {
  identities: string[];
  serials: string[];
  tokens: string[];
  accounts: string[];
  addresses: string[];
  holders: { fullName: string; unitName: string }[];
}

const IDENTITY_KEYS = ['identity.number', 'subject.identity.number'];
const SERIAL_KEYS = ['certificate.serial', 'oldCertificate.serial'];
const EMAIL_KEYS = ['email', 'subject.email'];

function filled(values: readonly string[]): string[] {
  return [...new Set(values.filter((value) => value !== ''))];
}

function namesOf(form: FilledForm): Asked {
  const of = (keys: readonly string[]) => filled(keys.map((key) => textOf(form, key)));
  const cells = (key: string) => filled((form.rows ?? []).map((row) => row[key] ?? ''));
  const changes = form.fields?.['changes'];
  const newValues = Array.isArray(changes) ? changes.map(({ newValue }) => newValue) : [];
  const people = (form.rows ?? []).map((row) => ({
    fullName: row['fullName'] ?? row['unitName'] ?? '',
    unitName: row['unit'] ?? row['unitName'] ?? '',
  }));
  return {
    identities: of(IDENTITY_KEYS),
    serials: filled(of(SERIAL_KEYS).map(serialKey)),
    tokens: filled(of(['token.serial']).map(tokenKey)),
    accounts: cells('account'),
    addresses: filled([
      ...of(EMAIL_KEYS),
      ...cells('mailbox'),
      ...newValues.filter((value) => value.includes('@')).map((value) => value.toLowerCase()),
    ]),
    holders: people.filter(({ fullName }) => fullName !== ''),
  };
}

/** Answers by folded name; among several of one name those of the unit stand first in the eyes of the rules. */
function byHolder<T extends { unitName: string }>(known: ReadonlyMap<string, T[]>) {
  return (fullName: string, unitName: string): T[] => {
    const all = known.get(nameKey(fullName)) ?? [];
    const unit = nameKey(unitName);
    const own = all.filter((one) => nameKey(one.unitName) === unit);
    return own.length > 0 ? own : all;
  };
}

export interface FactsFor {
  agencyId: string;
  form: FilledForm;
  declarantPersonId?: string | null;
  signsRegularly?: boolean;
}

type Certificates = Awaited<ReturnType<typeof certificateFacts>>;
type Mailboxes = Awaited<ReturnType<typeof mailboxFacts>>;

const NO_CERTIFICATES: Certificates = { byIdentity: new Map(), bySerial: new Map(), tokens: new Map() };
const NO_MAILBOXES: Mailboxes = { byAddress: new Map(), byHolder: new Map(), byPerson: new Map() };

async function knownCertificates(db: Db | Tx, asked: Asked): Promise<Certificates> {
  const { identities, serials, tokens } = asked;
  return identities.length + serials.length + tokens.length === 0
    ? NO_CERTIFICATES
    : certificateFacts(db, { identityNumbers: identities, serialKeys: serials, tokenKeys: tokens });
}

async function knownMailboxes(db: Db | Tx, asked: Asked, personId: string | null, isMail: boolean): Promise<Mailboxes> {
  const holders = isMail ? asked.holders : [];
  const personIds = personId === null ? [] : [personId];
  return asked.addresses.length + holders.length + personIds.length === 0
    ? NO_MAILBOXES
    : mailboxFacts(db, { addresses: asked.addresses, holders, personIds });
}

/** Still somebody's: in use, stopped for a while, or on the way out. */
function isAlive(today: string) {
  return ({ state, validTo }: KnownCertificate) =>
    (state === 'active' || state === 'frozen' || state === 'revoke_requested') && (validTo === '' || validTo >= today);
}

function isOneOf(form: FilledForm, ...codes: FilledForm['form'][]): boolean {
  return codes.includes(form.form);
}

/** What the registers know of everything the form names, as the rules ask for it. */
export async function loadFacts(
  db: Db | Tx,
  context: Pick<Context, 'clock'>,
  { agencyId, form, declarantPersonId = null, signsRegularly }: FactsFor,
): Promise<FormFacts> {
  const today = vietnamDate(context.clock.now());
  const domain = (await findSetting(db, agencyId))?.mailbox_domain ?? '';
  const asked = namesOf(form);
  const ownPersonId = form.form === 'M01' ? declarantPersonId : null;
  const certificates = await knownCertificates(db, asked);
  const mailboxes = await knownMailboxes(db, asked, ownPersonId, isOneOf(form, 'M09', 'M10'));
  const accounts = isOneOf(form, 'M06', 'M07', 'M08')
    ? await accountFacts(db, { agencyId, names: asked.accounts, holders: asked.holders, today })
    : undefined;
  return {
    today,
    ...(domain !== '' && { officialDomains: [...OFFICIAL_DOMAINS, domain] }),
    certificate: (key) => certificates.bySerial.get(key),
    activeCertificatesOf: (number) => (certificates.byIdentity.get(number) ?? []).filter(isAlive(today)),
    token: (key) => certificates.tokens.get(key),
    mailbox: (address) => mailboxes.byAddress.get(address) ?? mailboxes.byAddress.get(address.toLowerCase()),
    mailboxesOf: byHolder(mailboxes.byHolder),
    ...(ownPersonId !== null && { ownMailbox: mailboxes.byPerson.get(ownPersonId) ?? null }),
    ...(accounts !== undefined && {
      account: (name: string) => accounts.byName.get(accountNameKey(name)),
      accountsOf: byHolder(accounts.byHolder),
    }),
    ...(signsRegularly !== undefined && { signsRegularly }),
  };
}
