import type { Simulator } from '@congvu/axis/simulator';
import type { AgencyDetail, AgencyTree, ConnectionList, ConnectionTestAnswer } from '@congvu/contracts';
import type { z } from 'zod';
import type { ApiPerson } from './api.ts';
import { DISTRICT } from './guiding.ts';
import { startInstallation, type TestInstallation } from './office.ts';
import { Cast } from './story.ts';

/** A whole installation, its administrator, and its name and secret on the axis. */
export interface Side {
  office: TestInstallation;
  cast: Cast;
  admin: ApiPerson;
  system: { id: string; secret: string };
}

/** The same demo, so that both know the same district; what each of them hosts is set afterwards. */
export async function openSide(at: string, id: string): Promise<Side> {
  const office = await startInstallation({ demo: true, at, own: true });
  const cast = await Cast.read(office.url);
  const admin = await cast.api(DISTRICT, { role: 'administrator' });
  return { office, cast, admin, system: { id, secret: `bi-mat-${id}` } };
}

export async function readTree(side: Side): Promise<AgencyTree['agencies']> {
  return (await side.admin.call<AgencyTree>('GET', '/api/org/tree')).agencies;
}

/** Their office is elsewhere from now on: here they are addresses only. */
export async function moveAway(
  side: Side,
  leaves: (agency: AgencyTree['agencies'][number]) => boolean,
): Promise<number> {
  const leaving = (await readTree(side)).filter((agency) => agency.hosted && leaves(agency));
  for (const { id } of leaving) {
    const agency = await side.admin.call<AgencyDetail>('GET', `/api/org/agencies/${id}`);
    const code = (scheme: 'qd20' | 'qcvn102') =>
      agency.codes.find((one) => one.scheme === scheme && one.validTo === null)?.value ?? null;
    await side.admin.call('PUT', `/api/org/agencies/${id}`, {
      place: agency.place,
      email: agency.email,
      group: agency.group,
      collective: agency.collective,
      sortOrder: agency.sortOrder,
      code: code('qd20'),
      oldCode: code('qcvn102'),
      hosted: false,
    });
  }
  return leaving.length;
}

/** A connection to the axis for these agencies, for every one of the installation unless told; tried before it is saved. Answers its id. */
export async function connect(side: Side, axis: Simulator, agencyIds: readonly string[] = []): Promise<string> {
  // The demo is on a training axis of its own; here there is one axis only.
  const before = await side.admin.call<z.infer<typeof ConnectionList>>('GET', '/api/connections');
  for (const { id, enabled } of before.items) {
    if (enabled) {
      await side.admin.call('POST', `/api/connections/${id}/switch`, { enabled: false });
    }
  }
  const draft = {
    kind: 'national',
    name: 'Trục liên thông văn bản quốc gia',
    share: agencyIds.length === 0 ? 'all' : 'chosen',
    agencyIds,
    settings: {
      endpoint: axis.url,
      systemId: side.system.id,
      plainHttpConfirmed: true,
      pollSeconds: 15,
      prefixes: ['H35'],
    },
    secret: { secret: side.system.secret },
  };
  const wrong = { ...draft, secret: { secret: 'khong-phai' } };
  const refused = await side.admin.call<ConnectionTestAnswer>('POST', '/api/connections/test', { draft: wrong });
  if (refused.ok) {
    throw new Error('the axis took a wrong secret');
  }
  const tried = await side.admin.call<ConnectionTestAnswer>('POST', '/api/connections/test', { draft });
  if (!tried.ok) {
    throw new Error(`the test of the connection says: ${JSON.stringify(tried.steps)}`);
  }
  const { id } = await side.admin.call<{ id: string }>('POST', '/api/connections', draft);
  await side.admin.call('POST', `/api/connections/${id}/switch`, { enabled: true });
  const { items } = await side.admin.call<z.infer<typeof ConnectionList>>('GET', '/api/connections');
  if (JSON.stringify(items).includes(side.system.secret)) {
    throw new Error('the secret came back');
  }
  return id;
}
