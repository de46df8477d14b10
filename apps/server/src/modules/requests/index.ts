import type { ModuleDefinition } from '../../platform/module.ts';
import type { RequestsPorts } from './ports.ts';

export type { MovedRequest, RequestsPorts } from './ports.ts';

export function createRequestsModule(_ports: RequestsPorts): ModuleDefinition {
  return { name: 'requests' };
}
