import { record } from '#modules/audit';
import { findInfection, INFECTED_JOB } from '#modules/files';
import { notify } from '#modules/notifications';
import { getAgency } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import { command, type Services, systemContext } from '../../../platform/context.ts';
import { publish } from '../../../platform/events.ts';
import type { JobDefinition } from '../../../platform/jobs.ts';
import { findOfficeOf, officersOf } from '../office.ts';
import { findingLink } from './told-people.ts';

/** The officer of the guiding office hears that somebody's machine may be ill: the file itself never came in. */
export async function tellInfection(services: Services, agencyId: string, id: string): Promise<void> {
  const infection = await findInfection(services.db, agencyId, id);
  const officeId = await findOfficeOf(services.db, agencyId);
  if (infection === undefined || officeId === undefined) {
    return;
  }
  const context = systemContext(services);
  await command(context, async (tx) => {
    const personIds = await officersOf(tx, officeId, vietnamDate(services.clock.now()));
    const { short_name: agency } = await getAgency(tx, agencyId);
    await notify(tx, context, {
      agencyId: officeId,
      personIds,
      kind: 'threats.infected_upload',
      text: `Tệp “${infection.name}” do ${infection.brought_by_name} (${agency}) đưa vào có mã độc ${infection.malware}: đã từ chối và xóa. Cho quét máy của người này.`,
      link: findingLink(id),
      reason: 'Phụ trách an toàn thư',
    });
    await record(tx, context, {
      action: 'threats.infection_told',
      agencyId: officeId,
      objectKind: 'file_infection',
      objectId: id,
      detail: { agencyId, people: personIds.length },
    });
    await publish(tx, { topic: 'threats', agencyId: officeId });
    return { told: personIds.length };
  });
}

export function infectionJobs(services: Services): JobDefinition[] {
  return [
    {
      name: INFECTED_JOB,
      handle: ({ agencyId, id }) => tellInfection(services, String(agencyId), String(id)),
    },
  ];
}
