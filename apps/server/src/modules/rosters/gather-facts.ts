import type { RequestKind } from '@congvu/contracts';
import { type ConsolidationFacts, formByKind, itemKeys, nameKey, type RosterLine } from '@congvu/forms';
import { accountFacts, accountNameKey } from '#modules/accounts';
import { certificateFacts } from '#modules/certificates';
import { mailboxFacts } from '#modules/mail';
import type { Db, Tx } from '../../platform/db.ts';
import { beyondOwnAgency } from '../../platform/reach.ts';
import type { Placed } from './roster-lines.ts';
import { rosterTables } from './rosters.tables.ts';

function distinct(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values.filter((value): value is string => value !== undefined && value !== ''))];
}

function textOf(line: RosterLine, key: string): string {
  const value = line.values[key];
  return typeof value === 'string' ? value : '';
}

/** Whoever the line is about, with the unit he works in; of Mẫu 10 part 1 the unit itself. */
function holderOf(line: RosterLine): { fullName: string; unitName: string } {
  const unit = textOf(line, 'unitName');
  return unit === ''
    ? { fullName: textOf(line, 'fullName'), unitName: textOf(line, 'unit') }
    : { fullName: unit, unitName: unit };
}

function holdersOf(lines: readonly RosterLine[]): { fullName: string; unitName: string }[] {
  return lines.map(holderOf).filter(({ fullName }) => fullName !== '');
}

/** C10 finds what was asked for before by the same keys as duplicates inside one batch. */
function earlierKey(kind: RequestKind, line: RosterLine): string {
  const keys = itemKeys(kind, line.values);
  switch (kind) {
    case 'cert.issue.person':
      return keys.identity ?? '';
    case 'cert.issue.org':
      return keys.taxCode ?? keys.budgetCode ?? '';
    case 'cert.renew_change':
    case 'cert.revoke':
      return keys.serial ?? '';
    case 'cert.restore':
      return keys.token ?? '';
    case 'account.revoke':
    case 'account.mobile':
      return keys.account ?? '';
    case 'mailbox.revoke':
      return keys.mailbox ?? '';
    // No number on the form: the same name and post in the same unit of the same agency.
    case 'account.new':
    case 'mailbox.new':
      return [line.agencyId, keys.name, nameKey(holderOf(line).unitName), nameKey(textOf(line, 'position'))].join('|');
  }
}

type OpenEarlier = NonNullable<ConsolidationFacts['openEarlier']>;

/** Lines of the same kind that wait for their result in another batch of whatever office. */
async function loadEarlier(
  db: Db | Tx,
  batch: { id: string; kind: RequestKind },
  lines: readonly RosterLine[],
): Promise<OpenEarlier> {
  const names = distinct(lines.map((line) => itemKeys(batch.kind, line.values).name));
  const waiting = rosterTables(db)
    .selectFrom('request_item as item')
    .innerJoin('request_batch as batch', 'batch.id', 'item.batch_id')
    .select(['item.request_id', 'item.agency_id', 'item.cells', 'batch.name'])
    .where('item.kind', '=', batch.kind)
    .where('item.live', '=', true)
    .where('item.state', 'in', ['open', 'granted'])
    .where('item.batch_id', '<>', batch.id)
    .where('item.name_key', 'in', names.length === 0 ? [''] : names);
  const rows = await beyondOwnAgency('doubles', () => waiting.execute());
  const known = new Map(
    rows.map(({ request_id: requestId, agency_id: agencyId, cells, name }) => [
      // Written by the engine from a form that was read and checked.
      earlierKey(batch.kind, { agencyId, values: cells } as RosterLine),
      { requestId, label: name },
    ]),
  );
  known.delete('');
  return (line) => (line.kind === batch.kind ? known.get(earlierKey(batch.kind, line)) : undefined);
}

type Facts = Partial<ConsolidationFacts>;

async function certificatesKnown(db: Db | Tx, kind: RequestKind, lines: readonly RosterLine[]): Promise<Facts> {
  if (kind !== 'cert.issue.person' && kind !== 'cert.restore') {
    return {};
  }
  const keys = lines.map((line) => itemKeys(line.kind, line.values));
  const known = await certificateFacts(db, {
    identityNumbers: kind === 'cert.issue.person' ? distinct(keys.map((key) => key.identity)) : [],
    tokenKeys: kind === 'cert.restore' ? distinct(keys.map((key) => key.token)) : [],
  });
  return {
    activeCertificatesOf: (number) =>
      (known.byIdentity.get(number) ?? []).filter(({ state }) => state === 'active' || state === 'frozen'),
    lostTokens: new Set([...known.tokens].filter(([, { state }]) => state === 'lost').map(([key]) => key)),
  };
}

async function accountsKnown(db: Db | Tx, agencyId: string, lines: readonly RosterLine[]): Promise<Facts> {
  const known = await accountFacts(db, { agencyId, holders: holdersOf(lines) });
  return {
    account: (name) => known.byName.get(accountNameKey(name)),
    accountsOf: (fullName) => known.byHolder.get(nameKey(fullName)) ?? [],
  };
}

async function mailboxesKnown(db: Db | Tx, kind: RequestKind, lines: readonly RosterLine[]): Promise<Facts> {
  if (kind !== 'cert.issue.person' && kind !== 'mailbox.new') {
    return {};
  }
  const known = await mailboxFacts(db, {
    addresses: kind === 'cert.issue.person' ? distinct(lines.map((line) => textOf(line, 'email').toLowerCase())) : [],
    holders: kind === 'mailbox.new' ? holdersOf(lines) : [],
  });
  return {
    mailbox: (address) => known.byAddress.get(address.toLowerCase()),
    mailboxesOf: (fullName) => known.byHolder.get(nameKey(fullName)) ?? [],
  };
}

/** What the registers know of everything the lines name, each asked once whatever the number of lines. */
export async function gatherFacts(
  db: Db | Tx,
  batch: { id: string; agencyId: string; kind: RequestKind; today: string },
  lines: readonly RosterLine[],
  placed: ReadonlyMap<string, Placed>,
): Promise<ConsolidationFacts> {
  const { kind, agencyId, today } = batch;
  return {
    ...(await certificatesKnown(db, kind, lines)),
    ...(kind === 'account.new' ? await accountsKnown(db, agencyId, lines) : {}),
    ...(await mailboxesKnown(db, kind, lines)),
    today,
    openEarlier: await loadEarlier(db, batch, lines),
    closedAgency: (id) => placed.get(id)?.successor,
    validSets: [formByKind(kind, today).set],
  };
}
