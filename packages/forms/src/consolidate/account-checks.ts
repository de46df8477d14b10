import { accountKey, nameKey, phoneKey } from '../keys.ts';
import {
  doubles,
  groupBy,
  type KeyedLine,
  makeFinding,
  newestOf,
  ofKind,
  type Roster,
  todoOf,
  whoAll,
  whoOf,
} from './groups.ts';
import { subjectNameOf, textOf } from './item-keys.ts';
import type { RosterFinding } from './roster-types.ts';

/** C5: an account once per list; what is revoked gets no right to edit on the phone. */
function checkAccounts(roster: Roster): RosterFinding[] {
  const revoked = ofKind(roster, 'account.revoke');
  const mobile = ofKind(roster, 'account.mobile');
  const twice = [revoked, mobile].flatMap((lines) =>
    doubles(lines, ({ keys }) => keys.account).map(([account, group]) => {
      const message = `Tài khoản ${account} có trong ${group.length} dòng: ${whoAll(group)}. Mỗi tài khoản chỉ ghi một lần. ${todoOf(group)}`;
      return makeFinding('C5', 'requests.duplicate_item', 'error', group, message);
    }),
  );
  const byAccount = groupBy(revoked, ({ keys }) => keys.account);
  const both = [...groupBy(mobile, ({ keys }) => keys.account)].flatMap(([account, asked]) => {
    const leaving = byAccount.get(account) ?? [];
    const group = [...leaving, ...asked];
    if (leaving.length === 0) {
      return [];
    }
    const message = `Tài khoản ${account} vừa thu hồi (Mẫu số 07), vừa đề nghị sửa trên thiết bị di động (Mẫu số 08): ${whoAll(group)}. Thu hồi được ưu tiên. Hãy bỏ dòng ở Mẫu số 08, hoặc hỏi đơn vị.`;
    return [makeFinding('C5', 'requests.conflicting_item', 'conflict', group, message, newestOf(leaving))];
  });
  return [...twice, ...both];
}

/** C6: a mailbox once; none goes while a certificate asked for or kept relies on it. */
function checkMailboxes(roster: Roster): RosterFinding[] {
  const revoked = ofKind(roster, 'mailbox.revoke');
  const twice = doubles(revoked, ({ keys }) => keys.mailbox).map(([mailbox, group]) => {
    const message = `Hộp thư ${mailbox} có trong ${group.length} dòng thu hồi: ${whoAll(group)}. Mỗi hộp thư chỉ ghi một lần. ${todoOf(group)}`;
    return makeFinding('C6', 'requests.duplicate_item', 'error', group, message);
  });
  const relying = groupBy(ofKind(roster, 'cert.issue.person', 'cert.renew_change'), ({ keys }) => keys.mailbox);
  const needed = [...groupBy(revoked, ({ keys }) => keys.mailbox)].flatMap(([mailbox, leaving]) => {
    const users = relying.get(mailbox) ?? [];
    if (users.length === 0) {
      return [];
    }
    const group = [...leaving, ...users];
    const message = `Hộp thư ${mailbox} vừa thu hồi (Mẫu số 09), vừa là địa chỉ của chứng thư số đề nghị cấp hoặc gia hạn: ${whoAll(group)}. Chứng thư số cần hộp thư đang dùng. Hãy hỏi đơn vị giữ đề nghị nào.`;
    return [makeFinding('C6', 'requests.conflicting_item', 'conflict', group, message)];
  });
  return [...twice, ...needed];
}

const GONE = new Set(['revoked', 'revoke_requested']);

/** C7: a new account or mailbox for who has one already; in another unit a move may be under way. */
function checkHolders({ facts, ...roster }: Roster): RosterFinding[] {
  const lines = ofKind({ facts, ...roster }, 'account.new', 'mailbox.new');
  return lines.flatMap((line) => {
    const { kind, values } = line.line;
    const name = subjectNameOf(kind, values);
    const unit = line.line.part === 'units' ? name : textOf(values, 'unit');
    const held =
      kind === 'account.new'
        ? (facts.accountsOf?.(name, unit) ?? []).map((one) => ({ ...one, what: `tài khoản ${one.name}` }))
        : (facts.mailboxesOf?.(name, unit) ?? []).map((one) => ({ ...one, what: `hộp thư ${one.address}` }));
    const first = held.find(({ state }) => !GONE.has(state));
    if (first === undefined) {
      return [];
    }
    const isSameUnit = nameKey(first.unitName) === nameKey(unit);
    const todo = isSameUnit
      ? 'Hãy hỏi đơn vị: nếu đúng là một, trả lại dòng này.'
      : `Có thể đang chuyển công tác. Hãy hỏi cả hai đơn vị (${first.unitName} và ${line.line.agencyName}): chuyển theo người, hay là người khác cùng tên.`;
    const message = `${whoOf(line)} đã có ${first.what} ở ${first.unitName}. Mỗi người, mỗi đơn vị chỉ một. ${todo}`;
    return [makeFinding('C7', 'requests.already_held', 'conflict', [line], message)];
  });
}

/** C8: forms 06 and 10 bear no number of a paper, so the same person is only likely. A person decides. */
function checkNamesakes(roster: Roster): RosterFinding[] {
  return (['account.new', 'mailbox.new'] as const).flatMap((kind) => {
    const lines = ofKind(roster, kind);
    const by: ((line: KeyedLine) => string | undefined)[] = [
      ({ line }) => line.personId ?? undefined,
      ({ line, keys }) => withName(keys.name, phoneKey(textOf(line.values, 'phone'))),
      ({ line, keys }) => {
        const place = `${nameKey(textOf(line.values, 'unit'))}|${nameKey(textOf(line.values, 'position'))}`;
        return line.part === 'units' ? withName(keys.name, 'unit') : withName(keys.name, place === '|' ? '' : place);
      },
    ];
    const told = new Set<string>();
    return by.flatMap((keyOf) =>
      doubles(lines, keyOf).flatMap(([, group]) => {
        const ids = group.map(({ line }) => line.id).join('|');
        if (told.has(ids)) {
          return [];
        }
        told.add(ids);
        const message = `Có thể là một: ${whoAll(group)}. Mẫu không ghi số giấy tờ nên không chắc chắn. Hãy đối chiếu: nếu là một, giữ một dòng; nếu khác nhau, ghi lý do giữ cả.`;
        return [makeFinding('C8', 'requests.possible_duplicate', 'warning', group, message)];
      }),
    );
  });
}

function withName(name: string, more: string): string | undefined {
  return name === '' || more === '' ? undefined : `${name}|${more}`;
}

/** C9: a certificate is asked for with a mailbox that is itself only asked for. */
function checkDependencies(roster: Roster): RosterFinding[] {
  const asked = ofKind(roster, 'mailbox.new').filter(({ line }) => line.part !== 'units');
  const byPerson = groupBy(asked, ({ line }) => line.personId ?? undefined);
  const byName = groupBy(asked, ({ line, keys }) => `${line.agencyId}|${keys.name}`);
  return ofKind(roster, 'cert.issue.person').flatMap((line) => {
    const { personId, agencyId, values } = line.line;
    const first = byPerson.get(personId ?? '')?.[0] ?? byName.get(`${agencyId}|${line.keys.name}`)?.[0];
    const address = accountKey(textOf(values, 'email'));
    if (first === undefined || roster.facts.mailbox?.(address)?.state === 'active') {
      return [];
    }
    const message = `${whoOf(line)} đề nghị cấp chứng thư số trong khi hộp thư công vụ còn đang đề nghị cấp (Mẫu số 10, dòng ${first.line.no}). Chỉ cấp chữ ký số khi đã có thư công vụ (Công văn, mục 2). Hãy chờ cấp hộp thư rồi gửi đề nghị này.`;
    return [makeFinding('C9', 'requests.waits_for_mailbox', 'wait', [line, first], message)];
  });
}

export function checkAccountsAndMailboxes(roster: Roster): RosterFinding[] {
  return [
    ...checkAccounts(roster),
    ...checkMailboxes(roster),
    ...checkHolders(roster),
    ...checkNamesakes(roster),
    ...checkDependencies(roster),
  ];
}
