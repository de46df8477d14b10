import { checkAccountsAndMailboxes } from './account-checks.ts';
import { checkCertificates } from './certificate-checks.ts';
import { type KeyedLine, makeFinding, makeRoster, type Roster, whoOf } from './groups.ts';
import { orderLines } from './order-lines.ts';
import type {
  Consolidation,
  ConsolidationFacts,
  ConsolidationRule,
  NumberedLine,
  RosterFinding,
  RosterLine,
} from './roster-types.ts';

/** C10: the same was asked for before and has no result yet. */
function checkEarlier({ lines, facts }: Roster): RosterFinding[] {
  return lines.flatMap((line) => {
    const earlier = facts.openEarlier?.(line.line);
    if (earlier === undefined) {
      return [];
    }
    const message = `${whoOf(line)} còn một đề nghị cùng loại chưa có kết quả: ${earlier.label}. Không gửi hai lần. Hãy trả lại dòng này và chờ kết quả.`;
    return [makeFinding('C10', 'requests.open_earlier', 'error', [line], message)];
  });
}

function groupByAgency(lines: readonly KeyedLine[]): KeyedLine[][] {
  return [...Map.groupBy(lines, ({ line }) => line.agencyId).values()];
}

/** C11: lines of an agency that is no more go to its successor. */
function routeClosed({ lines, facts }: Roster): { findings: RosterFinding[]; routedTo: Consolidation['routedTo'] } {
  const closed = groupByAgency(lines).flatMap((group) => {
    const [first] = group;
    const successor = first === undefined ? undefined : facts.closedAgency?.(first.line.agencyId);
    return first === undefined || successor === undefined ? [] : [{ first, group, successor }];
  });
  return {
    findings: closed.map(({ first, group, successor }) => {
      const message = `${first.line.agencyName} đã giải thể hoặc sáp nhập; ${group.length} dòng chuyển về ${successor.successorName}. Hãy báo ${successor.successorName} xác nhận.`;
      return makeFinding('C11', 'requests.agency_closed', 'warning', group, message);
    }),
    routedTo: closed.map(({ first, group, successor }) => ({
      agencyId: first.line.agencyId,
      ...successor,
      lineIds: group.map(({ line }) => line.id),
    })),
  };
}

/** C12: filled in on a form that counts no more; one finding for a request. */
function checkSets({ lines, facts }: Roster): RosterFinding[] {
  const { validSets } = facts;
  if (validSets === undefined) {
    return [];
  }
  const outdated = lines.filter(({ line }) => !validSets.includes(line.set ?? '2021'));
  return [...Map.groupBy(outdated, ({ line }) => line.requestId).values()].map((group) => {
    const [first] = group;
    const set = first?.line.set ?? '2021';
    const message = `${first === undefined ? '' : whoOf(first)}: đề nghị lập theo bộ mẫu ${set}, không còn hiệu lực. Phải lập theo mẫu có hiệu lực ngày ký. Hãy trả lại, hệ thống chuyển dữ liệu sang mẫu mới.`;
    return makeFinding('C12', 'requests.template_expired', 'error', group, message);
  });
}

const RULE_ORDER: readonly ConsolidationRule[] = [
  'C1',
  'C2',
  'C3',
  'C4',
  'C5',
  'C6',
  'C7',
  'C8',
  'C9',
  'C10',
  'C11',
  'C12',
];

/** By rule, then by the first line concerned: the same whatever order the lines came in. */
function inOrder(findings: readonly RosterFinding[], lines: readonly NumberedLine[]): RosterFinding[] {
  const place = new Map(lines.map(({ id }, index) => [id, index]));
  const at = ({ lineIds }: RosterFinding): number => place.get(lineIds[0] ?? '') ?? 0;
  return findings
    .map((finding) => ({
      ...finding,
      lineIds: finding.lineIds.toSorted((left, right) => (place.get(left) ?? 0) - (place.get(right) ?? 0)),
    }))
    .toSorted(
      (left, right) =>
        RULE_ORDER.indexOf(left.rule) - RULE_ORDER.indexOf(right.rule) ||
        at(left) - at(right) ||
        (left.code < right.code ? -1 : Number(left.code > right.code)) ||
        left.lineIds.length - right.lineIds.length,
    );
}

function totalsOf(lines: readonly NumberedLine[]): Consolidation['totals'] {
  const first = [...Map.groupBy(lines, ({ agencyId }) => agencyId).values()];
  return first
    .toSorted(([left], [right]) => (left?.agencyOrder ?? 0) - (right?.agencyOrder ?? 0))
    .map((group) => ({
      agencyId: group[0]?.agencyId ?? '',
      agencyName: group[0]?.agencyName ?? '',
      count: group.length,
    }));
}

/**
 * Merges the lines of many agencies into one list and finds what contradicts: duplicates on citizen number, serial, device,
 * account and mailbox across all units, requests against each other and against the registers (spec C1–C12). Pure, in time that
 * grows with the lines; the answer does not hang on their order. No line is left out: people decide, by the findings.
 * @example consolidate(lines, { today: '2021-04-02' }).findings[0]?.rule // 'C1'
 */
export function consolidate(lines: readonly RosterLine[], known: ConsolidationFacts): Consolidation {
  const ordered = orderLines(lines);
  const roster = makeRoster(ordered, known);
  const { findings: closed, routedTo } = routeClosed(roster);
  const findings = [
    ...checkCertificates(roster),
    ...checkAccountsAndMailboxes(roster),
    ...checkEarlier(roster),
    ...closed,
    ...checkSets(roster),
  ];
  return { lines: ordered, findings: inOrder(findings, ordered), totals: totalsOf(ordered), routedTo };
}
