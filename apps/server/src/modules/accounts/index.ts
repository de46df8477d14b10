import type { ModuleDefinition } from '../../platform/module.ts';
import type { AccountsPorts } from './ports.ts';

export type { AccountsPorts } from './ports.ts';

export function createAccountsModule(_ports: AccountsPorts): ModuleDefinition {
  return { name: 'accounts' };
}
