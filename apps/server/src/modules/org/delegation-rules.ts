import type { CreateDelegation } from '@congvu/contracts';
import { covers, overlaps, type Term } from './org.states.ts';
import type { PositionRank } from './org.tables.ts';

/*
 * Who may sign for whom (Decree 30/2020 Art. 13): the deputy for the head (KT., khoản 1, 2), the head of a body of the structure by written
 * authorisation limited in time and content (TUQ., khoản 3), the head of a unit by order laid down in a regulation (TL., khoản 4), whose
 * own deputy may sign for him. Q. is the deputy or another official who was given the powers of a vacant head.
 */

export interface Post extends Term {
  positionId: string;
  agencyId: string;
  /** Agencies above the agency of the post, nearest first. */
  agenciesAbove: readonly string[];
  unitId: string;
  rank: PositionRank;
}

export interface DelegationFacts {
  agencyId: string;
  wanted: CreateDelegation;
  to: Post;
  /** Whoever gives the right; null when the working regulation of the agency gives it. */
  from: Post | null;
  /** Heads of the agency over time. */
  heads: readonly Post[];
  /** Delegations of the agency that are not revoked. */
  standing: readonly (Term & { capacity: string; toPositionId: string })[];
}

export interface Violation {
  field: keyof CreateDelegation;
  message: string;
}

type Rule = (facts: DelegationFacts) => Violation[];

function when(broken: boolean, field: Violation['field'], message: string): Violation[] {
  return broken ? [{ field, message }] : [];
}

function termOf({ wanted }: DelegationFacts): Term {
  return { validFrom: wanted.validFrom, validTo: wanted.validTo };
}

function isHead(facts: DelegationFacts, post: Post): boolean {
  return post.agencyId === facts.agencyId && post.rank === 'agency_head';
}

/** A limit in time or content that the law demands is written down, not assumed. */
function isUnlimited({ wanted }: DelegationFacts): boolean {
  return wanted.documentTypes.length === 0 && wanted.fields.length === 0;
}

const dates: Rule = (facts) => {
  const { wanted, to, from } = facts;
  return [
    ...when(
      wanted.validTo !== null && wanted.validTo < wanted.validFrom,
      'validTo',
      'Ngày hết hiệu lực sớm hơn ngày có hiệu lực.',
    ),
    ...when(
      wanted.basisOn > wanted.validFrom,
      'basisOn',
      'Văn bản giao quyền phải có trước hoặc cùng ngày việc giao quyền có hiệu lực.',
    ),
    ...when(
      !covers(to, wanted.validFrom),
      'toPositionId',
      'Người nhận không giữ chức vụ này vào ngày việc giao quyền có hiệu lực.',
    ),
    ...when(
      from !== null && !covers(from, wanted.validFrom),
      'fromPositionId',
      'Người giao không giữ chức vụ này vào ngày việc giao quyền có hiệu lực.',
    ),
    ...when(
      from?.positionId === to.positionId,
      'toPositionId',
      'Người giao và người nhận phải là hai chức vụ khác nhau.',
    ),
  ];
};

const forHead: Rule = (facts) => {
  const { to, from } = facts;
  if (to.rank === 'unit_deputy') {
    const passesOrder =
      from !== null &&
      from.rank === 'unit_head' &&
      from.unitId === to.unitId &&
      facts.standing.some(
        (item) =>
          item.capacity === 'TL' && item.toPositionId === from.positionId && covers(item, facts.wanted.validFrom),
      );
    return when(
      !passesOrder,
      'fromPositionId',
      'Cấp phó của đơn vị chỉ ký thay khi trưởng đơn vị ấy đang được giao ký thừa lệnh và giao lại (Điều 13 khoản 4 Nghị định 30/2020/NĐ-CP).',
    );
  }
  return [
    ...when(
      to.agencyId !== facts.agencyId || to.rank !== 'agency_deputy',
      'toPositionId',
      'Chỉ cấp phó của chính người đứng đầu được ký thay (Điều 13 khoản 1, 2 Nghị định 30/2020/NĐ-CP).',
    ),
    ...when(
      from !== null && !isHead(facts, from),
      'fromPositionId',
      'Người giao ký thay phải là người đứng đầu của cơ quan ấy.',
    ),
  ];
};

const byOrder: Rule = (facts) => [
  ...when(
    facts.to.agencyId !== facts.agencyId || facts.to.rank !== 'unit_head',
    'toPositionId',
    'Chỉ người đứng đầu đơn vị thuộc cơ quan được ký thừa lệnh (Điều 13 khoản 4 Nghị định 30/2020/NĐ-CP).',
  ),
  ...when(
    facts.from !== null && !isHead(facts, facts.from),
    'fromPositionId',
    'Người giao ký thừa lệnh phải là người đứng đầu cơ quan.',
  ),
  ...when(
    facts.wanted.documentTypes.length === 0,
    'documentTypes',
    'Ký thừa lệnh chỉ áp dụng cho một số loại văn bản: chọn các loại văn bản ghi trong quy chế.',
  ),
];

function isBodyOfStructure(facts: DelegationFacts): boolean {
  const { to, agencyId } = facts;
  return to.agencyId === agencyId
    ? to.rank === 'unit_head'
    : to.rank === 'agency_head' && to.agenciesAbove.includes(agencyId);
}

const byAuthorisation: Rule = (facts) => {
  const { from, wanted, standing } = facts;
  const passedOn =
    from !== null &&
    standing.some(
      (item) => item.capacity === 'TUQ' && item.toPositionId === from.positionId && overlaps(item, termOf(facts)),
    );
  if (passedOn && from !== null && !isHead(facts, from)) {
    return when(
      true,
      'fromPositionId',
      'Người được ký thừa ủy quyền không được ủy quyền lại cho người khác (Điều 13 khoản 3 Nghị định 30/2020/NĐ-CP).',
    );
  }
  return [
    ...when(
      from === null || !isHead(facts, from),
      'fromPositionId',
      'Chỉ người đứng đầu cơ quan ủy quyền; chọn người ủy quyền ghi trong văn bản.',
    ),
    ...when(
      !isBodyOfStructure(facts),
      'toPositionId',
      'Chỉ người đứng đầu đơn vị hoặc cơ quan thuộc cơ cấu tổ chức được ký thừa ủy quyền (Điều 13 khoản 3 Nghị định 30/2020/NĐ-CP).',
    ),
    ...when(wanted.validTo === null, 'validTo', 'Ủy quyền phải giới hạn thời gian: ghi ngày hết hiệu lực.'),
    ...when(
      isUnlimited(facts),
      'documentTypes',
      'Ủy quyền phải giới hạn nội dung: chọn loại văn bản hoặc ghi lĩnh vực.',
    ),
  ];
};

const actingHead: Rule = (facts) => {
  const term = termOf(facts);
  return [
    ...when(
      facts.to.agencyId !== facts.agencyId || facts.to.rank === 'agency_head',
      'toPositionId',
      'Chỉ giao quyền người đứng đầu cho một người trong cơ quan chưa là người đứng đầu.',
    ),
    ...when(facts.from !== null, 'fromPositionId', 'Giao quyền người đứng đầu theo quyết định, không có người giao.'),
    ...when(
      facts.heads.some((head) => overlaps(head, term)),
      'capacity',
      'Cơ quan đang có người đứng đầu trong thời gian này nên không giao quyền (Q.). Kết thúc chức vụ của người đứng đầu trước.',
    ),
    ...when(
      facts.standing.some((item) => item.capacity === 'Q' && overlaps(item, term)),
      'capacity',
      'Đã có người được giao quyền người đứng đầu trong thời gian này.',
    ),
  ];
};

const RULES: Record<CreateDelegation['capacity'], Rule> = {
  KT: forHead,
  TL: byOrder,
  TUQ: byAuthorisation,
  Q: actingHead,
};

/** What the delegation breaks, field by field; empty when it may be given. */
export function checkDelegation(facts: DelegationFacts): Violation[] {
  return [...dates(facts), ...RULES[facts.wanted.capacity](facts)];
}
