import {
  AgencyEvent,
  AgencyParams,
  CloseUnit,
  CreateAgency,
  CreateDelegation,
  CreatePerson,
  CreatePosition,
  DelegationParams,
  EditAgency,
  EditPosition,
  EndPosition,
  OrgIdAnswer,
  PersonFacts,
  PersonLeaves,
  PersonParams,
  PositionParams,
  RevokeDelegation,
  SaveUnit,
  UnitParams,
} from '@congvu/contracts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { createAgency } from './commands/create-agency.ts';
import { createDelegation } from './commands/create-delegation.ts';
import { editAgency } from './commands/edit-agency.ts';
import { recordEvent } from './commands/record-event.ts';
import { revokeDelegation } from './commands/revoke-delegation.ts';
import { createPerson, editPerson, leavePerson } from './commands/save-person.ts';
import { createPosition, editPosition, endPosition } from './commands/save-position.ts';
import { closeUnit, createUnit, editUnit } from './commands/save-unit.ts';
import type { OrgPorts } from './ports.ts';

const AGENCIES: Route[] = [
  defineRoute({
    method: 'POST',
    path: '/api/org/agencies',
    policy: 'org.create_agency',
    summary: 'Thêm cơ quan',
    body: CreateAgency,
    response: OrgIdAnswer,
    handle: (context, { body }) => createAgency(context, body),
  }),
  defineRoute({
    method: 'PUT',
    path: '/api/org/agencies/:id',
    policy: 'org.edit_agency',
    summary: 'Sửa thông tin cơ quan, trừ tên',
    params: AgencyParams,
    body: EditAgency,
    response: OrgIdAnswer,
    handle: (context, { params, body }) => editAgency(context, params.id, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/org/events',
    policy: 'org.record_event',
    summary: 'Ghi biến động: đổi tên, sáp nhập, chia, giải thể',
    body: AgencyEvent,
    response: OrgIdAnswer,
    handle: (context, { body }) => recordEvent(context, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/org/agencies/:id/units',
    policy: 'org.edit_unit',
    summary: 'Thêm đơn vị',
    params: AgencyParams,
    body: SaveUnit,
    response: OrgIdAnswer,
    handle: (context, { params, body }) => createUnit(context, params.id, body),
  }),
  defineRoute({
    method: 'PUT',
    path: '/api/org/agencies/:id/units/:unitId',
    policy: 'org.edit_unit',
    summary: 'Sửa đơn vị',
    params: UnitParams,
    body: SaveUnit,
    response: OrgIdAnswer,
    handle: (context, { params: { id, unitId }, body }) => editUnit(context, { agencyId: id, unitId }, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/org/agencies/:id/units/:unitId/close',
    policy: 'org.edit_unit',
    summary: 'Kết thúc đơn vị từ một ngày',
    params: UnitParams,
    body: CloseUnit,
    response: OrgIdAnswer,
    handle: (context, { params: { id, unitId }, body }) => closeUnit(context, { agencyId: id, unitId }, body),
  }),
];

const people = (ports: OrgPorts): Route[] => [
  defineRoute({
    method: 'POST',
    path: '/api/org/people',
    policy: 'org.edit_person',
    summary: 'Thêm cán bộ, kèm chức vụ đầu tiên nếu có',
    body: CreatePerson,
    response: OrgIdAnswer,
    handle: (context, { body }) => createPerson(context, body),
  }),
  defineRoute({
    method: 'PUT',
    path: '/api/org/people/:id',
    policy: 'org.edit_person',
    summary: 'Sửa hồ sơ cán bộ; số định danh gửi lại như đã che thì giữ nguyên',
    params: PersonParams,
    body: PersonFacts,
    response: OrgIdAnswer,
    handle: (context, { params, body }) => editPerson(context, params.id, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/org/people/:id/leave',
    policy: 'org.edit_person',
    summary: 'Chuyển công tác, nghỉ hưu, thôi việc từ một ngày',
    params: PersonParams,
    body: PersonLeaves,
    response: OrgIdAnswer,
    handle: (context, { params, body }) => leavePerson(context, params.id, body, ports),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/org/positions',
    policy: 'org.edit_position',
    stepUp: true,
    summary: 'Giao chức vụ cho một người theo nhiệm kỳ',
    body: CreatePosition,
    response: OrgIdAnswer,
    handle: (context, { body }) => createPosition(context, body),
  }),
  defineRoute({
    method: 'PUT',
    path: '/api/org/positions/:id',
    policy: 'org.edit_position',
    stepUp: true,
    summary: 'Sửa vai và lĩnh vực của chức vụ',
    params: PositionParams,
    body: EditPosition,
    response: OrgIdAnswer,
    handle: (context, { params, body }) => editPosition(context, params.id, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/org/positions/:id/end',
    policy: 'org.edit_position',
    stepUp: true,
    summary: 'Kết thúc chức vụ; ngày hôm qua là kết thúc ngay',
    params: PositionParams,
    body: EndPosition,
    response: OrgIdAnswer,
    handle: (context, { params, body }) => endPosition(context, params.id, body, ports),
  }),
];

const DELEGATIONS: Route[] = [
  defineRoute({
    method: 'POST',
    path: '/api/org/delegations',
    policy: 'org.delegate',
    stepUp: true,
    summary: 'Giao quyền ký (KT., TL., TUQ., Q.) theo Điều 13 Nghị định 30/2020/NĐ-CP',
    body: CreateDelegation,
    response: OrgIdAnswer,
    handle: (context, { body }) => createDelegation(context, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/org/delegations/:id/revoke',
    policy: 'org.revoke_delegation',
    stepUp: true,
    summary: 'Thu hồi việc giao quyền ký ngay lập tức',
    params: DelegationParams,
    body: RevokeDelegation,
    response: OrgIdAnswer,
    handle: (context, { params, body }) => revokeDelegation(context, params.id, body),
  }),
];

export function orgAdminRoutes(ports: OrgPorts): Route[] {
  return [...AGENCIES, ...people(ports), ...DELEGATIONS];
}
