import type { PositionRights } from '@congvu/contracts';
import type { Subject } from '../../../platform/authorise.ts';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { notFound } from '../../../platform/errors.ts';
import { printDay } from '../../../platform/print-dates.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { describeDelegation } from '../delegation-words.ts';
import { loadSubject } from '../load-subject.ts';
import { orgPolicies } from '../org.policy.ts';
import { type DelegationRow, presentDelegation } from '../org.presenter.ts';
import { positionState } from '../org.states.ts';
import { listUnits } from '../org.store.ts';
import type { PositionRank } from '../org.tables.ts';
import { delegationsTo } from './list-delegations.ts';

/** One post of the agency with its holder, whether its term runs or not. */
export interface PostEver {
  positionId: string;
  fullName: string;
  title: string;
  rank: PositionRank;
  roles: string[];
  unitId: string;
  unitName: string;
  validFrom: string;
  validTo: string | null;
  /** First day the holder does no longer serve the agency. */
  leftOn: string | null;
  agencyEndedOn: string | null;
}

const POST = `
  select position.id as "positionId", person.full_name as "fullName", position.title, position.rank, position.roles,
    position.unit_id as "unitId", unit.name as "unitName", position.valid_from as "validFrom",
    position.valid_to as "validTo", person.left_on as "leftOn", agency.valid_to as "agencyEndedOn"
  from org_position position
  join org_person person on person.id = position.person_id
  join org_agency agency on agency.id = position.agency_id
  join org_unit unit on unit.agency_id = position.agency_id and unit.id = position.unit_id
  where position.agency_id = $1 and position.id = $2`;

/** @throws AppError 404 for another agency as for an id that was never given */
export async function getPostEver(db: Db | Tx, agencyId: string, positionId: string): Promise<PostEver> {
  const [post] = await rawQuery<PostEver>(db, POST, [agencyId, positionId]);
  if (post === undefined) {
    throw notFound(
      'org.position_not_found',
      'Không tìm thấy chức vụ này trong cơ quan. Chọn lại người trong danh sách.',
    );
  }
  return post;
}

/** Why a post carries nothing today; null while it does. */
export function whyOver(post: PostEver, today: string): string | null {
  const { title, validFrom, validTo, leftOn, agencyEndedOn } = post;
  const state = positionState({ validFrom, validTo }, today);
  if (state === 'coming') {
    return `Chức vụ ${title} bắt đầu từ ngày ${printDay(validFrom)} nên hôm nay chưa có quyền nào.`;
  }
  if (state === 'ended' && validTo !== null) {
    return `Chức vụ ${title} đã kết thúc sau ngày ${printDay(validTo)} nên không còn quyền nào theo chức vụ này.`;
  }
  if (leftOn !== null && leftOn <= today) {
    return `${post.fullName} thôi làm việc ở cơ quan từ ngày ${printDay(leftOn)} nên không còn quyền nào.`;
  }
  return agencyEndedOn !== null && agencyEndedOn < today
    ? `Cơ quan đã kết thúc hoạt động sau ngày ${printDay(agencyEndedOn)} nên không còn quyền nào.`
    : null;
}

/** The units of the subject itself, each with where it comes from: never worked out again here. */
async function viewUnits(db: Db, subject: Subject, today: string): Promise<PositionRights['units']> {
  const units = await listUnits(db, subject.agencyId, today);
  return units
    .filter(({ id }) => subject.unitIds.includes(id))
    .map(({ id, name }) => ({
      name,
      reason: id === subject.unitId ? 'Đơn vị của chức vụ' : 'Đơn vị dưới quyền',
    }));
}

function viewDelegation(subject: Subject, row: DelegationRow, today: string): PositionRights['delegations'][number] {
  const { abilities: _acts, ...view } = presentDelegation(subject, row, today);
  return { ...view, sentence: describeDelegation(row, today) };
}

/** What the post carries and where each part comes from, for whoever administers or inspects the agency. */
export async function viewPositionRights(context: ActingContext, positionId: string): Promise<PositionRights> {
  const { db, subject } = context;
  orgPolicies.authorize('org.inspect', subject, { over: false });
  const today = vietnamDate(context.clock.now());
  const post = await getPostEver(db, subject.agencyId, positionId);
  const holder = await loadSubject(db, { userId: '', positionId }, today);
  const delegations = await delegationsTo(db, positionId);
  const isApart = holder !== undefined && holder.unitIds.length === 0;
  return {
    positionId,
    fullName: post.fullName,
    title: post.title,
    unitName: post.unitName,
    state: positionState(post, today),
    validFrom: post.validFrom,
    validTo: post.validTo,
    over: holder === undefined ? whyOver(post, today) : null,
    roles: holder?.roles.map(String) ?? [],
    rolesReason: `Theo chức vụ ${post.title}, từ ngày ${printDay(post.validFrom)}${
      post.validTo === null ? '' : ` đến hết ngày ${printDay(post.validTo)}`
    }.`,
    units: holder === undefined ? [] : await viewUnits(db, holder, today),
    unitsReason: isApart
      ? 'Vai quản trị, kiểm soát tách khỏi việc của đơn vị nên không thấy văn bản của đơn vị.'
      : null,
    delegations: delegations.map((row) => viewDelegation(subject, row, today)),
  };
}
