import type { AgencyEvent } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict, invalid } from '../../../platform/errors.ts';
import { printDay } from '../../../platform/print-dates.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { assertFreeSeat, assertTerm, getUnit } from '../org.checks.ts';
import { guardedOf } from '../org.guarded.ts';
import { lockManagedPosition } from '../org.people.ts';
import { lockManagedAgency } from '../org.scope.ts';
import { covers, dayBefore } from '../org.states.ts';
import type { Agency } from '../org.store.ts';
import { insertAgency, insertPosition } from '../org-entry.store.ts';
import { endAgency, insertEvent, lastEventOn } from './event.store.ts';

type Of<K extends AgencyEvent['kind']> = Extract<AgencyEvent, { kind: K }>;

/** The agency as it stands on the day before: alive, and nothing recorded for a later day. */
export async function lockLivingAgency(
  tx: Tx,
  context: ActingContext,
  agencyId: string,
  effectiveOn: string,
): Promise<Agency> {
  const agency = await lockManagedAgency(tx, context.subject, agencyId);
  if (agency.valid_to !== null) {
    throw conflict(
      'org.agency_ended',
      `${agency.name} đã có ngày kết thúc ${printDay(agency.valid_to)} nên không ghi thêm biến động.`,
    );
  }
  const last = await lastEventOn(tx, agencyId);
  const earliest = last === undefined || last < agency.valid_from ? agency.valid_from : last;
  if (effectiveOn <= earliest) {
    throw invalid(
      'org.event_order',
      `Biến động phải ghi theo thứ tự thời gian: ngày hiệu lực phải sau ngày ${printDay(earliest)}.`,
      [{ path: 'effectiveOn', message: `Phải sau ngày ${printDay(earliest)}` }],
    );
  }
  return agency;
}

async function lockSuccessor(tx: Tx, context: ActingContext, id: string, effectiveOn: string): Promise<Agency> {
  const successor = await lockManagedAgency(tx, context.subject, id);
  if (!covers({ validFrom: successor.valid_from, validTo: successor.valid_to }, effectiveOn)) {
    throw conflict(
      'org.agency_ended',
      `${successor.name} không hoạt động vào ngày ${printDay(effectiveOn)}. Chọn cơ quan tiếp nhận khác.`,
    );
  }
  return successor;
}

/** The heir must not lie below what ends: it would hang in the air. */
async function assertNotBelow(tx: Tx, agencyId: string, heirId: string): Promise<void> {
  const rows = await rawQuery(
    tx,
    `with recursive above as (
       select parent_id from org_agency where id = $2
       union
       select agency.parent_id from org_agency agency join above on agency.id = above.parent_id
     ) select 1 as one from above where parent_id = $1`,
    [agencyId, heirId],
  );
  if (rows.length > 0) {
    throw invalid('org.cycle', 'Cơ quan tiếp nhận đang nằm dưới cơ quan kết thúc. Chuyển cơ quan ấy lên trước.');
  }
}

async function hasLivingChildren(tx: Tx, agencyId: string, on: string): Promise<boolean> {
  const rows = await rawQuery(
    tx,
    'select 1 as one from org_agency where parent_id = $1 and (valid_to is null or valid_to >= $2) limit 1',
    [agencyId, on],
  );
  return rows.length > 0;
}

async function movePeople(tx: Tx, context: ActingContext, event: Of<'merge'>): Promise<void> {
  for (const post of event.nextPosts) {
    const old = await lockManagedPosition(tx, context.subject, post.positionId);
    if (!event.agencyIds.includes(old.agency_id)) {
      throw invalid('org.position_not_found', 'Chỉ sắp xếp chức vụ mới cho người của cơ quan được sáp nhập.');
    }
    if (guardedOf(post.roles).length > 0) {
      throw invalid(
        'org.guarded_role_apart',
        'Vai quản trị, kiểm soát ở cơ quan tiếp nhận được bổ nhiệm riêng, vì cần người thứ hai đồng ý. Bỏ các vai này khỏi chức vụ mới.',
      );
    }
    const target = await lockManagedAgency(tx, context.subject, post.agencyId);
    const unit = await getUnit(tx, post.agencyId, post.unitId);
    const term = { validFrom: event.effectiveOn, validTo: null };
    assertTerm(term, target, unit);
    await assertFreeSeat(tx, { agencyId: post.agencyId, unitId: post.unitId, rank: post.rank, term });
    await insertPosition(tx, old.person_id, { ...post, fields: [], ...term });
  }
}

export async function mergeAgencies(tx: Tx, context: ActingContext, event: Of<'merge'>): Promise<string[]> {
  const { effectiveOn, basis } = event;
  if (event.agencyIds.includes(event.successorId)) {
    throw invalid('org.wrong_state', 'Cơ quan tiếp nhận không thể là cơ quan được sáp nhập. Chọn lại.');
  }
  const successor = await lockSuccessor(tx, context, event.successorId, effectiveOn);
  const ids: string[] = [];
  for (const agencyId of [...new Set(event.agencyIds)].sort()) {
    const agency = await lockLivingAgency(tx, context, agencyId, effectiveOn);
    await assertNotBelow(tx, agencyId, successor.id);
    await endAgency(tx, agencyId, dayBefore(effectiveOn));
    const detail = { agencyName: agency.name, successorName: successor.name, heirId: successor.id };
    ids.push(await insertEvent(tx, { kind: 'merge', agencyId, successorId: successor.id, effectiveOn, basis, detail }));
  }
  await movePeople(tx, context, event);
  return ids;
}

/** The new agencies stand where the old one stood; those below it move up. */
export async function splitAgency(tx: Tx, context: ActingContext, event: Of<'split'>): Promise<string[]> {
  const { effectiveOn, basis, agencyId } = event;
  const agency = await lockLivingAgency(tx, context, agencyId, effectiveOn);
  await endAgency(tx, agencyId, dayBefore(effectiveOn));
  const ids: string[] = [];
  for (const facts of event.into) {
    const part = await insertAgency(tx, {
      ...facts,
      parentId: agency.parent_id,
      group: agency.recipient_group,
      hosted: agency.hosted,
      validFrom: effectiveOn,
    });
    const detail = { agencyName: agency.name, successorName: part.name, heirId: agency.parent_id };
    ids.push(await insertEvent(tx, { kind: 'split', agencyId, successorId: part.id, effectiveOn, basis, detail }));
  }
  return ids;
}

export async function dissolveAgency(tx: Tx, context: ActingContext, event: Of<'dissolve'>): Promise<string[]> {
  const { effectiveOn, basis, agencyId, successorId } = event;
  const agency = await lockLivingAgency(tx, context, agencyId, effectiveOn);
  if (successorId === agencyId) {
    throw invalid('org.wrong_state', 'Cơ quan giải thể không thể tự tiếp nhận. Chọn cơ quan khác hoặc để trống.');
  }
  const successor = successorId === null ? null : await lockSuccessor(tx, context, successorId, effectiveOn);
  if (successor !== null) {
    await assertNotBelow(tx, agencyId, successor.id);
  } else if (await hasLivingChildren(tx, agencyId, effectiveOn)) {
    throw conflict(
      'org.wrong_state',
      `${agency.name} còn cơ quan trực thuộc. Chọn cơ quan tiếp nhận hoặc ghi biến động của các cơ quan ấy trước.`,
    );
  }
  await endAgency(tx, agencyId, dayBefore(effectiveOn));
  const detail = {
    agencyName: agency.name,
    successorName: successor?.name ?? null,
    heirId: successor?.id ?? agency.parent_id,
  };
  return [await insertEvent(tx, { kind: 'dissolve', agencyId, successorId, effectiveOn, basis, detail })];
}
