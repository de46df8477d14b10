import type { ModuleDefinition } from '../../platform/module.ts';
import { explanationRoutes } from './explanations.routes.ts';

/** Why somebody may read a document or not, for whoever looks after rights and reads none. */
export function createExplanationsModule(): ModuleDefinition {
  return { name: 'explanations', routes: explanationRoutes };
}
