import { createCertificatesModule } from '#modules/certificates';
import { createDraftingModule } from '#modules/drafting';
import { createIdentityModule, type IdentityModule } from '#modules/identity';
import { createIncomingModule } from '#modules/incoming';
import { createInterchangeModule } from '#modules/interchange';
import { createNotificationsModule } from '#modules/notifications';
import { createOrgModule } from '#modules/org';
import { createOutgoingModule, outgoingPurposes } from '#modules/outgoing';
import { searchModule } from '#modules/search';
import { createSigningModule } from '#modules/signing';
import { createTasksModule, isWorkingDay, loadCalendar } from '#modules/tasks';
import { deskRoutes } from './desk.ts';
import type { ActingContext } from './platform/context.ts';
import type { CountSource, ModuleDefinition } from './platform/module.ts';

async function sumCounts(context: ActingContext, sources: CountSource[]): Promise<Record<string, number>> {
  const parts = await Promise.all(sources.map((source) => source(context)));
  return Object.assign({}, ...parts);
}

export interface OfficeModules {
  all: ModuleDefinition[];
  identity: IdentityModule;
}

/** Every module with what it needs from above plugged in; the order is the order of their rows on the desk. */
export function createModules(): OfficeModules {
  const interchange = createInterchangeModule({
    loadCalendar: async (db) => {
      const calendar = await loadCalendar(db);
      return (day) => isWorkingDay(day, calendar);
    },
  });
  const working = [
    createOutgoingModule(interchange.outgoingPorts),
    createIncomingModule(interchange.incomingPorts),
    createTasksModule(),
    createDraftingModule(),
    interchange,
    createSigningModule({ purposes: outgoingPurposes(interchange.outgoingPorts) }),
    createCertificatesModule(),
    createNotificationsModule(),
    createOrgModule(),
    searchModule,
  ];
  const counting = working.flatMap((module) => (module.counts === undefined ? [] : [module.counts]));
  const identity = createIdentityModule({ counts: (context) => sumCounts(context, counting) });
  const desk: ModuleDefinition = {
    name: 'desk',
    routes: deskRoutes(working.flatMap((module) => (module.desk === undefined ? [] : [module.desk]))),
  };
  return { all: [identity, ...working, desk], identity };
}
