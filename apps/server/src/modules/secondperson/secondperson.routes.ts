import {
  AgreeChange,
  GuardedChange,
  GuardedChangeParams,
  GuardedChanges,
  GuardedSettings,
  ProposeChange,
  RefuseChange,
} from '@congvu/contracts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { agreeChange, refuseChange, withdrawChange } from './commands/decide-change.ts';
import { proposeChange } from './commands/propose-change.ts';
import { saveGuardedSettings } from './commands/save-setting.ts';
import type { Kinds } from './kinds.ts';
import { listGuardedChanges } from './queries/list-changes.ts';

export function secondPersonRoutes(kinds: Kinds): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/guarded-changes',
      policy: 'secondperson.view',
      summary: 'Việc cần hai người: đang chờ người thứ hai và đã quyết định',
      response: GuardedChanges,
      handle: (context) => listGuardedChanges(context, kinds),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/guarded-changes',
      policy: 'secondperson.propose',
      stepUp: true,
      summary: 'Đề nghị một việc cần hai người',
      body: ProposeChange,
      response: GuardedChange,
      handle: (context, { body }) => proposeChange(context, kinds, body),
    }),
    defineRoute({
      method: 'PUT',
      path: '/api/guarded-changes/settings',
      policy: 'secondperson.set',
      summary: 'Đặt thời hạn chờ người thứ hai',
      body: GuardedSettings,
      response: GuardedSettings,
      handle: (context, { body }) => saveGuardedSettings(context, body),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/guarded-changes/:id/agree',
      policy: 'secondperson.agree',
      stepUp: true,
      summary: 'Người thứ hai đồng ý; việc được thực hiện ngay',
      params: GuardedChangeParams,
      body: AgreeChange,
      response: GuardedChange,
      handle: (context, { params, body }) => agreeChange(context, kinds, { ...params, ...body }),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/guarded-changes/:id/refuse',
      policy: 'secondperson.refuse',
      summary: 'Người thứ hai không đồng ý',
      params: GuardedChangeParams,
      body: RefuseChange,
      response: GuardedChange,
      handle: (context, { params, body }) => refuseChange(context, kinds, { ...params, ...body }),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/guarded-changes/:id/withdraw',
      policy: 'secondperson.withdraw',
      summary: 'Người đề nghị rút đề nghị',
      params: GuardedChangeParams,
      response: GuardedChange,
      handle: (context, { params }) => withdrawChange(context, kinds, params.id),
    }),
  ];
}
