import type { ModuleDefinition } from '../../platform/module.ts';

export function createAddressbookModule(): ModuleDefinition {
  return { name: 'addressbook' };
}
