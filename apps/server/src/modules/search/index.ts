import type { ModuleDefinition } from '../../platform/module.ts';
import { searchRoutes } from './search.routes.ts';

export { put, putAll, remove, roleAudience, type SearchEntry, searchEntries } from './search.store.ts';

export const searchModule: ModuleDefinition = { name: 'search', routes: searchRoutes };
