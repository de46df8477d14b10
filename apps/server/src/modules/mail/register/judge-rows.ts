import { findAgencyNamed, findNamed, type NamedPerson } from '#modules/org';
import type { SheetProblem, SheetRow } from '../../../platform/tables/register-sheet.ts';
import { addressKey, addressProblem, shortKey } from '../mail.address.ts';
import { nameColumns } from '../mail.store.ts';
import type { MailboxRow } from '../mail.tables.ts';
import type { MailboxField } from './mailbox-columns.ts';

/** What the rows are compared with; read once for the whole file. */
export interface Known {
  today: string;
  ownAgencyId: string;
  /** Folded name, short name or code → the agency; null where several are called so. */
  agencies: ReadonlyMap<string, string | null>;
  people: ReadonlyMap<string, readonly NamedPerson[]>;
  /** Mailboxes whose address, alias or short name some row has. */
  mailboxes: readonly MailboxRow[];
  letters: ReadonlyMap<MailboxField, string>;
}

export type Given = Partial<
  Pick<
    MailboxRow,
    | 'kind'
    | 'unit_name'
    | 'state'
    | 'opened_on'
    | 'closed_on'
    | 'aliases'
    | 'quota_mb'
    | 'forwarding_to'
    | 'last_sign_in_at'
  >
> & { holder_name: string; address: string };

export interface Judged {
  row: number;
  text: string;
  effect: 'new' | 'update' | 'same' | 'error';
  agencyId: string;
  personId: string | null;
  mailboxId: string | null;
  given: Given;
  problems: SheetProblem[];
}

type Values = SheetRow<MailboxField>['values'];

function problem(known: Known, field: MailboxField, label: string, message: string): SheetProblem {
  return { column: known.letters.get(field) ?? '', label, message, severity: 'error' };
}

function aliasesOf(text: string): string[] {
  return text
    .split(/[;,\s]+/)
    .map(addressKey)
    .filter((alias) => alias !== '');
}

const QUOTA = /^\d{1,7}$/;

function valueProblems(values: Values, known: Known): SheetProblem[] {
  const problems: SheetProblem[] = [];
  const address = values.address === '' ? undefined : addressProblem(values.address);
  if (address !== undefined) {
    problems.push(problem(known, 'address', 'Tài khoản thư điện tử', address));
  }
  const alias = aliasesOf(values.aliases)
    .map(addressProblem)
    .find((found) => found !== undefined);
  if (alias !== undefined) {
    problems.push(problem(known, 'aliases', 'Bí danh', alias));
  }
  const forwarding = values.forwarding === '' ? undefined : addressProblem(values.forwarding);
  if (forwarding !== undefined) {
    problems.push(problem(known, 'forwarding', 'Chuyển tiếp đến', forwarding));
  }
  if (values.quota !== '' && !QUOTA.test(values.quota)) {
    problems.push(problem(known, 'quota', 'Dung lượng (MB)', `"${values.quota}" không phải là số MB.`));
  }
  const days = [
    ['openedOn', 'Ngày cấp'],
    ['lastSignIn', 'Đăng nhập cuối'],
  ] as const;
  for (const [field, label] of days) {
    if (values[field] > known.today) {
      problems.push(problem(known, field, label, 'Ngày ở sau hôm nay.'));
    }
  }
  return problems;
}

function givenColumns(values: Values, known: Known): Given {
  const has = (field: MailboxField): boolean => values[field] !== '';
  return {
    holder_name: values.holderName,
    address: values.address,
    ...(has('kind') && { kind: values.kind as MailboxRow['kind'] }), // values of MAILBOX_KINDS
    ...(has('unit') && { unit_name: values.unit }),
    ...(has('state') && { state: values.state as MailboxRow['state'] }), // values of STATE_COLUMN
    ...(values.state === 'revoked' && { closed_on: known.today }),
    ...(has('openedOn') && { opened_on: values.openedOn }),
    ...(has('lastSignIn') && { last_sign_in_at: new Date(`${values.lastSignIn}T00:00:00+07:00`) }),
    ...(has('aliases') && { aliases: aliasesOf(values.aliases) }),
    ...(QUOTA.test(values.quota) && { quota_mb: Number(values.quota) }),
    ...(has('forwarding') && { forwarding_to: values.forwarding }),
  };
}

function presentOf(known: ReadonlyMap<string, MailboxRow[]>, address: string): MailboxRow | undefined {
  const key = addressKey(address);
  const rows = known.get(shortKey(address)) ?? [];
  const exact = [...rows, ...(known.get(key) ?? [])].find(
    (row) => row.address_key === key || row.aliases.includes(key),
  );
  const named = rows.filter((row) => !key.includes('@') || !row.address_key.includes('@'));
  return exact ?? (named.length === 1 ? named[0] : undefined);
}

function differs(row: MailboxRow, given: Given, personId: string | null): boolean {
  const { closed_on: _closedOn, last_sign_in_at: signedIn, aliases, address: _address, ...columns } = given;
  const present = new Map<string, unknown>(Object.entries(row));
  return (
    Object.entries(columns).some(([column, value]) => (present.get(column) ?? null) !== value) ||
    (aliases !== undefined && aliases.join(' ') !== row.aliases.join(' ')) ||
    (signedIn instanceof Date && signedIn > (row.last_sign_in_at ?? new Date(0))) ||
    (personId !== null && row.person_id !== personId)
  );
}

/** What the mail system would have to be told: never by a file. */
function changesUse(present: MailboxRow, given: Given): boolean {
  return (
    (given.state ?? present.state) !== present.state ||
    (given.quota_mb ?? present.quota_mb) !== present.quota_mb ||
    (given.forwarding_to ?? present.forwarding_to) !== present.forwarding_to ||
    (given.aliases ?? present.aliases).join(' ') !== present.aliases.join(' ')
  );
}

function refusalOf(present: MailboxRow | undefined, row: { given: Given; agencyId: string; personId: string | null }) {
  if (present === undefined) {
    return undefined;
  }
  const { given } = row;
  if (present.agency_id !== row.agencyId) {
    return `Địa chỉ ${given.address} đã có trong sổ của cơ quan khác.`;
  }
  const isSame =
    present.search_name === nameColumns(given.holder_name).search_name ||
    (present.person_id !== null && present.person_id === row.personId);
  if (!isSame) {
    return `Địa chỉ ${given.address} đã cấp cho ${present.holder_name}. Địa chỉ thư không cấp lại cho người khác.`;
  }
  if (present.backend !== 'manual' && changesUse(present, given)) {
    return `Hộp thư ${given.address} đặt ở hệ thống thư đang nối: đổi trạng thái, dung lượng, bí danh, chuyển tiếp ngay tại sổ, không qua tệp.`;
  }
  return present.state === 'revoked' && given.state !== undefined && given.state !== 'revoked'
    ? `Hộp thư ${given.address} đã thu hồi. Hộp thư cấp lại dùng địa chỉ mới.`
    : undefined;
}

interface Place {
  known: Known;
  byKey: ReadonlyMap<string, MailboxRow[]>;
  seen: Map<string, number>;
}

function judgeRow(sheetRow: SheetRow<MailboxField>, { known, byKey, seen }: Place): Judged {
  const { values } = sheetRow;
  const problems = [...sheetRow.problems, ...valueProblems(values, known)];
  const { agencyId, refusal: agencyRefusal } = findAgencyNamed(known.agencies, values.agency, known.ownAgencyId);
  if (agencyRefusal !== undefined) {
    problems.push(problem(known, 'agency', 'Cơ quan', agencyRefusal));
  }
  const isPerson = values.kind === '' || values.kind === 'person';
  const personId = isPerson
    ? findNamed(known.people, { agencyId, fullName: values.holderName, unitName: values.unit })
    : null;
  const given = givenColumns(values, known);
  const present = values.address === '' ? undefined : presentOf(byKey, values.address);
  if (values.address !== '') {
    const key = addressKey(values.address);
    const before = seen.get(key);
    const refusal =
      before === undefined ? refusalOf(present, { given, agencyId, personId }) : `Địa chỉ trùng với hàng ${before}.`;
    if (refusal !== undefined) {
      problems.push(problem(known, 'address', 'Tài khoản thư điện tử', refusal));
    }
    seen.set(key, before ?? sheetRow.row);
  }
  const changed = present !== undefined && !differs(present, given, personId) ? 'same' : 'update';
  const good = present === undefined ? 'new' : changed;
  return {
    row: sheetRow.row,
    text: `${values.holderName}, ${values.address}`,
    effect: problems.some(({ severity }) => severity === 'error') ? 'error' : good,
    agencyId,
    personId,
    mailboxId: present?.id ?? null,
    given,
    problems,
  };
}

function indexed(mailboxes: readonly MailboxRow[]): Map<string, MailboxRow[]> {
  const byKey = new Map<string, MailboxRow[]>();
  for (const row of mailboxes) {
    for (const key of new Set([row.short_key, row.address_key, ...row.aliases])) {
      byKey.set(key, [...(byKey.get(key) ?? []), row]);
    }
  }
  return byKey;
}

/** Every row with what it would do; an address counts once in the file. */
export function judgeRows(rows: readonly SheetRow<MailboxField>[], known: Known): Judged[] {
  const place: Place = { known, byKey: indexed(known.mailboxes), seen: new Map() };
  return rows.map((row) => judgeRow(row, place));
}
