import {
  AgencyDetail,
  AgencyIdQuery,
  AgencyOptions,
  AgencyParams,
  AgencySearch,
  AgencyTree,
  DelegationList,
  PersonPage,
  PersonParams,
  PersonQuery,
  PersonView,
  PositionOptions,
  PositionParams,
  PositionRights,
  PositionSearch,
  RecipientGroups,
  SignerQuery,
  SigningAuthorities,
  UnitOptions,
} from '@congvu/contracts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { findAgencies, findPositions, findRecipientGroups, findSigners, findUnits } from './queries/find-options.ts';
import { listDelegations } from './queries/list-delegations.ts';
import { listPeople, viewPerson } from './queries/list-people.ts';
import { viewAgency, viewTree } from './queries/view-agencies.ts';
import { viewPositionRights } from './queries/view-position-rights.ts';

const PICKERS: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/org/agencies',
    policy: 'org.look_up',
    summary: 'Tìm cơ quan theo từ bất kỳ trong tên hoặc mã, không cần gõ dấu',
    query: AgencySearch,
    response: AgencyOptions,
    handle: (context, { query }) => findAgencies(context, query),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/org/recipient-groups',
    policy: 'org.look_up',
    summary: 'Nhóm nơi nhận với các cơ quan đang hoạt động',
    response: RecipientGroups,
    handle: (context) => findRecipientGroups(context),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/org/units',
    policy: 'org.look_up',
    summary: 'Đơn vị của cơ quan mình theo thứ tự cây',
    response: UnitOptions,
    handle: (context) => findUnits(context),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/org/positions',
    policy: 'org.look_up',
    summary: 'Người đang giữ chức vụ trong cơ quan mình, xếp theo tên',
    query: PositionSearch,
    response: PositionOptions,
    handle: (context, { query }) => findPositions(context, query),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/org/signers',
    policy: 'org.look_up',
    summary: 'Người có thẩm quyền ký loại văn bản này vào ngày này, kèm khối quyền hạn, chức vụ',
    query: SignerQuery,
    response: SigningAuthorities,
    handle: (context, { query }) => findSigners(context, query),
  }),
];

const READS: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/org/tree',
    policy: 'org.inspect',
    summary: 'Cây cơ quan theo thời gian và các biến động',
    response: AgencyTree,
    handle: (context) => viewTree(context),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/org/agencies/:id',
    policy: 'org.inspect',
    summary: 'Một cơ quan: tên, mã, đơn vị theo thời gian',
    params: AgencyParams,
    response: AgencyDetail,
    handle: (context, { params }) => viewAgency(context, params.id),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/org/people',
    policy: 'org.inspect',
    summary: 'Cán bộ của một cơ quan, xếp theo tên',
    query: PersonQuery,
    response: PersonPage,
    handle: (context, { query }) => listPeople(context, query),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/org/people/:id',
    policy: 'org.inspect',
    summary: 'Một người với các chức vụ theo thời gian',
    params: PersonParams,
    response: PersonView,
    handle: (context, { params }) => viewPerson(context, params.id),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/org/delegations',
    policy: 'org.inspect',
    summary: 'Các việc giao quyền ký của một cơ quan',
    query: AgencyIdQuery,
    response: DelegationList,
    handle: (context, { query }) => listDelegations(context, query.agencyId),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/org/positions/:id/rights',
    policy: 'org.inspect',
    summary: 'Một chức vụ của cơ quan mình có quyền gì, từ đâu mà có',
    params: PositionParams,
    response: PositionRights,
    handle: (context, { params }) => viewPositionRights(context, params.id),
  }),
];

export const orgReadRoutes: Route[] = [...PICKERS, ...READS];
