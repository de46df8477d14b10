import { serialKey } from '../keys.ts';
import {
  doubles,
  groupBy,
  isOneAgency,
  type KeyedLine,
  makeFinding,
  newestOf,
  ofKind,
  type Roster,
  todoOf,
  whoAll,
  whoOf,
} from './groups.ts';
import { textOf } from './item-keys.ts';
import type { RosterFinding } from './roster-types.ts';

/** C1: one person, one certificate. Numbers are shown by their last digits only. */
function checkPeople(roster: Roster): RosterFinding[] {
  const lines = ofKind(roster, 'cert.issue.person');
  const twice = doubles(lines, ({ keys }) => keys.identity).map(([number, group]) => {
    const message = `Số giấy tờ …${number.slice(-4)} có trong ${group.length} đề nghị cấp chứng thư số: ${whoAll(group)}. Mỗi người chỉ được một chứng thư số. ${todoOf(group)}`;
    return makeFinding('C1', 'requests.duplicate_item', 'error', group, message);
  });
  const active = lines.flatMap((line) => {
    const old = serialKey(textOf(line.line.values, 'oldCertificate.serial'));
    const known =
      line.keys.identity === undefined ? [] : (roster.facts.activeCertificatesOf?.(line.keys.identity) ?? []);
    const other = known.find(({ serial }) => serialKey(serial) !== old);
    if (other === undefined) {
      return [];
    }
    const message = `${whoOf(line)} đang có chứng thư số ${other.serial} còn hiệu lực mà đề nghị không ghi là chứng thư số cũ. Mỗi người chỉ được một chứng thư số. Hãy trả lại để đơn vị ghi số hiệu cũ hoặc lập Mẫu 03.`;
    return [makeFinding('C1', 'requests.certificate_active', 'error', [line], message)];
  });
  return [...twice, ...active];
}

/** C2: one certificate for an organisation. */
function checkOrganisations(roster: Roster): RosterFinding[] {
  const lines = ofKind(roster, 'cert.issue.org');
  const told = new Set<string>();
  const by = [
    ['Mã số thuế', 'taxCode'],
    ['Mã quan hệ ngân sách', 'budgetCode'],
  ] as const;
  return by.flatMap(([label, key]) =>
    doubles(lines, ({ keys }) => keys[key])
      // Both codes of the same lines are one finding.
      .filter(([, group]) => isFirst(told, group))
      .map(([code, group]) => {
        const message = `${label} ${code} có trong ${group.length} đề nghị cấp chứng thư số: ${whoAll(group)}. Mỗi cơ quan, tổ chức chỉ ghi một đề nghị. ${todoOf(group)}`;
        return makeFinding('C2', 'requests.duplicate_item', 'error', group, message);
      }),
  );
}

function isFirst(told: Set<string>, group: readonly KeyedLine[]): boolean {
  const ids = group.map(({ line }) => line.id).join('|');
  const isNew = !told.has(ids);
  told.add(ids);
  return isNew;
}

/** C3: one serial once per kind; of one unit the newest stays. Mẫu 05 names the device instead. */
function checkSerials(roster: Roster): RosterFinding[] {
  const find = (lines: readonly KeyedLine[], key: 'serial' | 'token', what: string): RosterFinding[] =>
    doubles(lines, ({ keys }) => keys[key]).map(([, group]) => {
      const winner = isOneAgency(group) ? newestOf(group) : undefined;
      const todo =
        winner === undefined ? todoOf(group) : `Cùng một đơn vị nên bản mới nhất được giữ: ${whoOf(winner)}.`;
      const message = `${what} có trong ${group.length} đề nghị cùng loại: ${whoAll(group)}. Mỗi đề nghị chỉ ghi một lần. ${todo}`;
      return makeFinding('C3', 'requests.duplicate_item', 'error', group, message, winner);
    });
  return [
    ...find(ofKind(roster, 'cert.renew_change'), 'serial', 'Số hiệu chứng thư số'),
    ...find(ofKind(roster, 'cert.revoke'), 'serial', 'Số hiệu chứng thư số'),
    ...find(ofKind(roster, 'cert.restore'), 'token', 'Số hiệu thiết bị'),
  ];
}

/** C4: nobody renews what is to be revoked, or restores a device that is lost or whose certificate goes. */
function checkContradictions(roster: Roster): RosterFinding[] {
  const revoked = ofKind(roster, 'cert.revoke');
  const pairs = (
    kind: 'cert.renew_change' | 'cert.restore',
    key: 'serial' | 'token',
    what: string,
  ): RosterFinding[] => {
    const bySerial = groupBy(revoked, ({ keys }) => keys[key]);
    return [...groupBy(ofKind(roster, kind), ({ keys }) => keys[key])].flatMap(([value, asked]) => {
      const group = [...asked, ...(bySerial.get(value) ?? [])];
      if (group.length === asked.length) {
        return [];
      }
      const message = `${what}: ${whoAll(group)}. Hai đề nghị trái ngược nhau. Hãy hỏi đơn vị giữ đề nghị nào và trả lại đề nghị kia.`;
      return [makeFinding('C4', 'requests.conflicting_item', 'conflict', group, message)];
    });
  };
  const lost = ofKind(roster, 'cert.restore').filter(
    ({ keys }) => roster.facts.lostTokens?.has(keys.token ?? '') === true,
  );
  return [
    ...pairs('cert.renew_change', 'serial', 'Một chứng thư số vừa gia hạn hoặc thay đổi, vừa thu hồi'),
    ...pairs('cert.restore', 'token', 'Một thiết bị vừa khôi phục mật khẩu, vừa thu hồi chứng thư số'),
    ...lost.map((line) => {
      const message = `${whoOf(line)}: thiết bị đề nghị khôi phục đã được báo thất lạc. Thiết bị thất lạc phải thu hồi chứng thư số (Công văn, mục 2). Hãy hỏi đơn vị: thu hồi bằng Mẫu 04, hoặc báo đã tìm thấy.`;
      return makeFinding('C4', 'requests.conflicting_item', 'conflict', [line], message);
    }),
  ];
}

export function checkCertificates(roster: Roster): RosterFinding[] {
  return [
    ...checkPeople(roster),
    ...checkOrganisations(roster),
    ...checkSerials(roster),
    ...checkContradictions(roster),
  ];
}
