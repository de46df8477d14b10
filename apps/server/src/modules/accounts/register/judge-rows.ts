import { leaveReasonOf } from '@congvu/forms';
import { findAgencyNamed, findNamed, type NamedPerson } from '#modules/org';
import type { SheetProblem, SheetRow } from '../../../platform/tables/register-sheet.ts';
import { accountNameKey, nameColumns } from '../accounts.store.ts';
import type { AccountRow } from '../accounts.tables.ts';
import type { AccountField } from './account-columns.ts';

/** What the rows are compared with; read once for the whole file. */
export interface Known {
  today: string;
  ownAgencyId: string;
  /** Folded name, short name or code → the agency; null where several are called so. */
  agencies: ReadonlyMap<string, string | null>;
  /** By name key, over the whole installation. */
  accounts: ReadonlyMap<string, AccountRow>;
  /** Agency and name key → people of the agency. */
  people: ReadonlyMap<string, readonly NamedPerson[]>;
  /** Person → the account that stands here only because he signs in here. */
  signIns: ReadonlyMap<string, AccountRow>;
  /** Sign-in names of this installation that the register does not know as accounts yet. */
  userNames: ReadonlyMap<string, string>;
  letters: ReadonlyMap<AccountField, string>;
}

export type Effect = 'new' | 'update' | 'same' | 'error';

/** Columns a row gives; what the file leaves out stays as it is. */
export type Given = Partial<
  Pick<
    AccountRow,
    | 'name'
    | 'type'
    | 'position_title'
    | 'unit_name'
    | 'phone'
    | 'state'
    | 'activated_on'
    | 'disabled_on'
    | 'mobile_editing_from'
    | 'left_on'
    | 'left_reason'
  >
> & { holder_name: string; last_sign_in_on?: string; last_action_on?: string };

export interface Judged {
  row: number;
  name: string;
  text: string;
  effect: Effect;
  agencyId: string;
  personId: string | null;
  /** The account that is changed. */
  accountId: string | null;
  given: Given;
  problems: SheetProblem[];
}

const ACCOUNT_NAME = /^[\p{L}\d][\p{L}\d._@-]{1,79}$/u;

function problem(known: Known, field: AccountField, label: string, message: string): SheetProblem {
  return { column: known.letters.get(field) ?? '', label, message, severity: 'error' };
}

function warning(known: Known, field: AccountField, label: string, message: string): SheetProblem {
  return { ...problem(known, field, label, message), severity: 'warning' };
}

function givenColumns(values: SheetRow<AccountField>['values'], known: Known, isLinked: boolean): Given {
  const has = (field: AccountField): boolean => values[field] !== '';
  return {
    holder_name: values.holderName,
    name: values.name,
    ...(has('type') && { type: values.type as AccountRow['type'] }), // values of TYPE_LABELS
    ...(has('position') && { position_title: values.position }),
    ...(has('unit') && { unit_name: values.unit }),
    ...(has('phone') && { phone: values.phone }),
    ...(has('state') && { state: values.state as AccountRow['state'] }), // values of STATE_COLUMN
    ...(values.state === 'revoked' && { disabled_on: known.today }),
    ...(has('activatedOn') && { activated_on: values.activatedOn }),
    ...(has('mobileFrom') && { mobile_editing_from: values.mobileFrom }),
    ...(has('lastSignIn') && { last_sign_in_on: values.lastSignIn }),
    ...(has('lastAction') && { last_action_on: values.lastAction }),
    // The record of the person says it better than a list when there is one.
    ...(has('leftReason') &&
      !isLinked && { left_reason: leaveReasonOf(values.leftReason) ?? values.leftReason, left_on: known.today }),
  };
}

function changes(row: AccountRow, given: Given, personId: string | null): boolean {
  const { last_sign_in_on, last_action_on, left_on: _leftOn, disabled_on: _disabledOn, ...columns } = given;
  const present = new Map<string, unknown>(Object.entries(row));
  const isOther = Object.entries(columns).some(([column, value]) => (present.get(column) ?? null) !== value);
  const later = [last_sign_in_on, last_action_on].some((day) => day !== undefined && day > row.used_on);
  return isOther || later || (personId !== null && row.person_id !== personId);
}

function isHeldBySame(row: AccountRow, given: Given, personId: string | null): boolean {
  return (
    row.search_name === nameColumns(given.holder_name).search_name ||
    (row.person_id !== null && row.person_id === personId)
  );
}

/** Why this name cannot be the account of this row; undefined when it can. */
function nameRefusal(
  known: Known,
  given: { name: string; columns: Given; agencyId: string; personId: string | null; present: AccountRow | undefined },
): string | undefined {
  const { name, columns, present } = given;
  if (!ACCOUNT_NAME.test(name)) {
    return 'Tên tài khoản gồm chữ, số, dấu chấm, gạch; không có khoảng trắng.';
  }
  const signsIn = known.userNames.get(accountNameKey(name));
  if (present === undefined) {
    return signsIn !== undefined && signsIn !== given.personId
      ? `Tên ${name} là tên đăng nhập của người khác trên hệ thống này.`
      : undefined;
  }
  if (present.agency_id !== given.agencyId) {
    return `Tên ${name} đã có trong sổ của cơ quan khác. Mỗi tên chỉ một tài khoản trong toàn hệ thống.`;
  }
  if (!isHeldBySame(present, columns, given.personId)) {
    return `Tên ${name} đã cấp cho ${present.holder_name}. Tên tài khoản không cấp lại cho người khác.`;
  }
  return present.state === 'revoked' && columns.state !== undefined && columns.state !== 'revoked'
    ? `Tài khoản ${name} đã thu hồi. Tài khoản cấp lại dùng tên mới.`
    : undefined;
}

function dayProblems(values: SheetRow<AccountField>['values'], known: Known): SheetProblem[] {
  const days = [
    ['activatedOn', 'Ngày cấp'],
    ['lastSignIn', 'Đăng nhập cuối'],
    ['lastAction', 'Thao tác cuối'],
    ['mobileFrom', 'Được sửa trên thiết bị di động từ'],
  ] as const;
  return days
    .filter(([field]) => values[field] > known.today)
    .map(([field, label]) => problem(known, field, label, 'Ngày ở sau hôm nay.'));
}

interface Seen {
  /** Name key → the first row that has it. */
  rows: Map<string, number>;
  /** Accounts that some row is about. */
  accounts: Set<string>;
}

/** The account a row is about: the one of that name, else the one that stands here only because the person signs in here. */
function presentOf(values: SheetRow<AccountField>['values'], personId: string | null, known: Known, seen: Seen) {
  const named = known.accounts.get(accountNameKey(values.name));
  const signIn = personId === null ? undefined : known.signIns.get(personId);
  const isFree = signIn !== undefined && !seen.accounts.has(signIn.id);
  const present = named ?? (isFree ? signIn : undefined);
  if (present !== undefined) {
    seen.accounts.add(present.id);
  }
  return { named, present };
}

function judgeRow(sheetRow: SheetRow<AccountField>, known: Known, seen: Seen): Judged {
  const { values } = sheetRow;
  const problems = [...sheetRow.problems, ...dayProblems(values, known)];
  const { agencyId, refusal: agencyRefusal } = findAgencyNamed(known.agencies, values.agency, known.ownAgencyId);
  if (agencyRefusal !== undefined) {
    problems.push(problem(known, 'agency', 'Cơ quan', agencyRefusal));
  }
  const personId = findNamed(known.people, { agencyId, fullName: values.holderName, unitName: values.unit });
  const key = accountNameKey(values.name);
  const { named, present } = presentOf(values, personId, known, seen);
  const given = givenColumns(values, known, personId !== null);
  if (key !== '') {
    const before = seen.rows.get(key);
    const refusal =
      before === undefined
        ? nameRefusal(known, { name: values.name, columns: given, agencyId, personId, present: named })
        : `Tên tài khoản trùng với hàng ${before}.`;
    if (refusal !== undefined) {
      problems.push(problem(known, 'name', 'Tên tài khoản', refusal));
    }
    seen.rows.set(key, before ?? sheetRow.row);
  }
  if (values.leftReason !== '' && personId !== null) {
    problems.push(
      warning(
        known,
        'leftReason',
        'Lý do không còn dùng',
        'Người này có hồ sơ cán bộ trong hệ thống; việc thôi công tác lấy theo hồ sơ, không lấy theo tệp.',
      ),
    );
  }
  const changed = present === undefined || changes(present, given, personId) ? 'update' : 'same';
  const good: Effect = present === undefined ? 'new' : changed;
  return {
    row: sheetRow.row,
    name: values.name,
    text: `${values.holderName}, ${values.name}`,
    effect: problems.some(({ severity }) => severity === 'error') ? 'error' : good,
    agencyId,
    personId,
    accountId: present?.id ?? null,
    given,
    problems,
  };
}

/** Every row with what it would do; a name counts once in the file. */
export function judgeRows(rows: readonly SheetRow<AccountField>[], known: Known): Judged[] {
  const named = rows.flatMap((row) => known.accounts.get(accountNameKey(row.values.name))?.id ?? []);
  const seen: Seen = { rows: new Map(), accounts: new Set(named) };
  return rows.map((row) => judgeRow(row, known, seen));
}
