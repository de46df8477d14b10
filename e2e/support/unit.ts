import type {
  AccountEntryPage,
  AccountEntryView,
  FilledContent,
  MailboxPage,
  ManyAnswer,
  RequestKind,
  RequestView,
  RowSuggestions,
} from '@congvu/contracts';
import type { z } from 'zod';
import type { ApiPerson } from './api.ts';
import { signQuietly } from './sign.ts';
import type { Cast } from './story.ts';

export type Row = Record<string, string>;

/** One agency that answers the letter: who prepares and who signs. */
export interface Unit {
  name: string;
  clerk: ApiPerson;
  head: ApiPerson;
  pin: string;
}

export async function enterUnit(cast: Cast, name: string): Promise<Unit> {
  const [clerk, head] = await Promise.all([cast.api(name, { role: 'clerk' }), cast.api(name, { role: 'leader' })]);
  return { name, clerk, head, pin: cast.pin };
}

interface Written {
  kind: RequestKind;
  content: FilledContent;
  campaignId?: string;
}

export async function write(by: ApiPerson, { kind, content, campaignId }: Written): Promise<RequestView> {
  return by.call<RequestView>('POST', '/api/requests', {
    kind,
    content,
    ...(campaignId !== undefined && { campaignId }),
  });
}

/** Draft → declarant or head. */
export async function send(by: ApiPerson, view: RequestView, more: object = {}): Promise<RequestView> {
  return by.call<RequestView>('POST', `/api/requests/${view.id}/send`, { version: view.version, ...more });
}

/** What stands as a warning is answered for by the head, one by one, with a reason. */
export async function letPass(head: ApiPerson, id: string, reason: string): Promise<void> {
  const view = await head.call<RequestView>('GET', `/api/requests/${id}`);
  const given = new Set(view.overrides.map(({ code, field, row }) => `${code}|${field}|${row}`));
  for (const { code, field, row, severity } of view.findings) {
    if (severity === 'warning' && !given.has(`${code}|${field}|${row}`)) {
      await head.call('POST', `/api/requests/${id}/override`, { code, field, row, reason });
    }
  }
}

/** Lists of one agency as the head signs them: all in one batch, one PIN. */
export async function approveAll({ head, pin }: Unit, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    await letPass(head, id, 'Đã đối chiếu với hồ sơ của đơn vị');
  }
  await signQuietly(head, 'requests.approve', ids, pin);
}

/** Writes, sends and lets the head sign the lists of an agency. */
export async function answer(unit: Unit, campaignId: string, lists: Map<RequestKind, Row[]>): Promise<string[]> {
  const ids: string[] = [];
  for (const [kind, rows] of lists) {
    const view = await write(unit.clerk, { kind, content: { rows }, campaignId });
    ids.push((await send(unit.clerk, view)).id);
  }
  return ids;
}

export async function attest(by: ApiPerson, role: 'declare' | 'approve', id: string, password: string): Promise<void> {
  const answered = await by.call<z.infer<typeof ManyAnswer>>('POST', `/api/requests/attest-${role}`, {
    ids: [id],
    password,
  });
  if (answered.done !== 1) {
    throw new Error(`not attested: ${JSON.stringify(answered.items)}`);
  }
}

/** Accounts of the own register that cost and are not used. */
export async function wastedAccounts(clerk: ApiPerson): Promise<AccountEntryView[]> {
  const page = await clerk.call<AccountEntryPage>('GET', '/api/accounts-register?waste=any&limit=100');
  return page.items;
}

const REASONS = { idle: 'Không sử dụng', duplicate: 'Trùng tài khoản', left: '' } as const;

/** Rows of Mẫu số 07 as the clerk takes them from the register. */
export function rowsToRevoke(accounts: readonly AccountEntryView[]): Row[] {
  return accounts.map((account) => ({
    fullName: account.holderName,
    position: account.positionTitle,
    unit: account.unitName,
    account: account.name,
    reason: (account.waste === null ? '' : REASONS[account.waste]) || account.wasteLabel,
    note: '',
  }));
}

/** Mailboxes of those who have left, for Mẫu số 09. */
export async function mailboxesToRevoke(clerk: ApiPerson, accounts: readonly AccountEntryView[]): Promise<Row[]> {
  const { items } = await clerk.call<MailboxPage>('GET', '/api/mailboxes?limit=200');
  return accounts
    .filter(({ waste }) => waste === 'left')
    .flatMap((account) => {
      const box = items.find(({ address }) => address.startsWith(`${account.name}@`));
      const note = account.wasteLabel;
      return box === undefined
        ? []
        : [{ fullName: account.holderName, unit: account.unitName, mailbox: box.address, note }];
    });
}

/** Row of Mẫu số 08 for one official, out of the suggestions of the page. */
export async function rowForPhone(clerk: ApiPerson, fullName: string): Promise<Row> {
  const query = `kind=account.mobile&q=${encodeURIComponent(fullName)}`;
  const { items } = await clerk.call<RowSuggestions>('GET', `/api/requests/suggestions?${query}`);
  const found = items.find(({ label }) => label === fullName);
  if (found === undefined) {
    throw new Error(`${fullName} is not suggested`);
  }
  return { note: 'iPhone', ...found.values };
}
