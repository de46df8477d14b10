import type { ModuleDefinition } from '../../platform/module.ts';
import { createGround } from './ground.ts';
import { trainingRoutes } from './training.routes.ts';

export function createTrainingModule(): ModuleDefinition {
  const ground = createGround();
  return { name: 'training', routes: trainingRoutes(ground), start: (services) => ground.start(services) };
}
