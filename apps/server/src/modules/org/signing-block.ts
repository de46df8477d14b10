import type { SigningAuthority } from '@congvu/contracts';
import { printDay } from '../../platform/print-dates.ts';
import type { Agency, PositionView } from './org.store.ts';
import type { OrgTables, SigningCapacity } from './org.tables.ts';

type Delegation = OrgTables['org_delegation'];

/** Everything the rules of Decree 30/2020 Art. 13 look at, as of one day. */
export interface SigningFacts {
  agency: Pick<Agency, 'name' | 'kind' | 'collective' | 'heading_name'>;
  /** In office on the day; also posts of other agencies that hold an authorisation. */
  positions: readonly PositionView[];
  /** In force on the day and not revoked. */
  delegations: readonly Delegation[];
  /** Title of the head when nobody is in office. */
  vacantHeadTitle: string;
  /** Deputies whose KT was ever laid down in writing: they sign only within what is in force. */
  restrictedDeputies: ReadonlySet<string>;
}

const ART_13 = 'Điều 13 Nghị định 30/2020/NĐ-CP';

function bodyName(agency: SigningFacts['agency']): string {
  if (agency.kind === 'peoples_committee') {
    return 'ỦY BAN NHÂN DÂN';
  }
  if (agency.kind === 'peoples_council') {
    return 'HỘI ĐỒNG NHÂN DÂN';
  }
  return agency.heading_name.split('\n')[0] ?? agency.name.toUpperCase();
}

function headTitle(facts: SigningFacts): string {
  const head = facts.positions.find((position) => position.rank === 'agency_head');
  return (head?.title ?? facts.vacantHeadTitle).toUpperCase();
}

/** "TM. ỦY BAN NHÂN DÂN" stands above head and deputies of a college, not above orders (TL.) and authorisations (TUQ.). */
function collectiveLine(facts: SigningFacts): string[] {
  return facts.agency.collective ? [`TM. ${bodyName(facts.agency)}`] : [];
}

function covers(delegation: Delegation, documentType: string): boolean {
  return delegation.document_types.length === 0 || delegation.document_types.includes(documentType);
}

function basisOf(delegation: Delegation): string {
  return delegation.basis.includes(' ngày ')
    ? delegation.basis
    : `${delegation.basis} ngày ${printDay(delegation.basis_on)}`;
}

function authority(
  position: PositionView,
  capacity: SigningCapacity | null,
  lines: string[],
  basis: string,
): SigningAuthority {
  const { positionId, personId, fullName, title } = position;
  return { positionId, personId, fullName, title, capacity, lines, basis };
}

function heads(facts: SigningFacts): SigningAuthority[] {
  return facts.positions
    .filter((position) => position.rank === 'agency_head')
    .map((position) =>
      authority(
        position,
        facts.agency.collective ? 'TM' : null,
        [...collectiveLine(facts), position.title.toUpperCase()],
        `Người đứng đầu cơ quan, ${ART_13}`,
      ),
    );
}

function deputies(facts: SigningFacts, documentType: string): SigningAuthority[] {
  const answer: SigningAuthority[] = [];
  for (const position of facts.positions.filter((candidate) => candidate.rank === 'agency_deputy')) {
    const written = facts.delegations.find(
      (item) => item.capacity === 'KT' && item.to_position_id === position.positionId && covers(item, documentType),
    );
    if (written === undefined && facts.restrictedDeputies.has(position.positionId)) {
      continue;
    }
    const lines = [...collectiveLine(facts), `KT. ${headTitle(facts)}`, position.title.toUpperCase()];
    const basis = written === undefined ? `Cấp phó ký thay người đứng đầu, ${ART_13}` : basisOf(written);
    answer.push(authority(position, 'KT', lines, basis));
  }
  return answer;
}

/** TL.: the unit head by order of the head; passed on, the unit's deputy signs KT. under it (Art. 13 khoản 4). */
function byOrder(facts: SigningFacts, order: Delegation): SigningAuthority[] {
  const holder = facts.positions.find((position) => position.positionId === order.to_position_id);
  if (holder === undefined) {
    return [];
  }
  const first = `TL. ${headTitle(facts)}`;
  const own = authority(holder, 'TL', [first, holder.title.toUpperCase()], basisOf(order));
  const passed = facts.delegations.filter(
    (item) => item.capacity === 'KT' && item.from_position_id === holder.positionId,
  );
  const below = passed.flatMap((item) => {
    const deputy = facts.positions.find((position) => position.positionId === item.to_position_id);
    return deputy === undefined
      ? []
      : [
          authority(
            deputy,
            'TL',
            [first, `KT. ${holder.title.toUpperCase()}`, deputy.title.toUpperCase()],
            `${basisOf(order)}; ${basisOf(item)}`,
          ),
        ];
  });
  return [own, ...below];
}

function delegated(facts: SigningFacts, item: Delegation): SigningAuthority[] {
  if (item.capacity === 'TL') {
    return byOrder(facts, item);
  }
  const holder = facts.positions.find((position) => position.positionId === item.to_position_id);
  if (holder === undefined) {
    return [];
  }
  if (item.capacity === 'TUQ') {
    const lines = [`TUQ. ${headTitle(facts)}`, holder.title.toUpperCase()];
    return [authority(holder, 'TUQ', lines, basisOf(item))];
  }
  return [authority(holder, 'Q', [...collectiveLine(facts), `Q. ${headTitle(facts)}`], basisOf(item))];
}

/** Who may sign a document of the type and what stands above the name: head, acting head, deputies, orders, authorisations. */
export function computeSigningAuthorities(facts: SigningFacts, documentType: string): SigningAuthority[] {
  const inScope = facts.delegations.filter((item) => item.capacity !== 'KT' && covers(item, documentType));
  const acting = inScope.filter((item) => item.capacity === 'Q');
  const others = inScope.filter((item) => item.capacity === 'TL' || item.capacity === 'TUQ');
  return [
    ...heads(facts),
    ...acting.flatMap((item) => delegated(facts, item)),
    ...deputies(facts, documentType),
    ...others.flatMap((item) => delegated(facts, item)),
  ];
}
