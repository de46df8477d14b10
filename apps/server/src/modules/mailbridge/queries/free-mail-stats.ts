import type { FreeMailStats, FreeMailStatsQuery, FreeMailUnit } from '@congvu/contracts';
import { listHostedAgencies, listManagedAgencyIds, listUnits } from '#modules/org';
import { listFreeMailUses } from '#modules/webmail';
import { hasRole } from '../../../platform/authorise.ts';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { mailbridgePolicies } from '../mailbridge.policy.ts';
import { listFreeUses } from '../mailbridge.store.ts';

const SHOWN = 200;

function midnight(day: string, plusDays: number): Date {
  return new Date(Date.parse(`${day}T00:00:00+07:00`) + plusDays * 86_400_000);
}

/** One use, whichever way the mail went. */
interface Use {
  agencyId: string;
  unitId: string | null;
  at: Date;
  direction: 'sent' | 'received';
  kind: 'warned' | 'citizen' | 'refused';
  address: string;
  numberSymbol: string;
  reason: string;
  approverName: string;
}

async function listUses(context: ActingContext, agencyIds: string[], query: FreeMailStatsQuery): Promise<Use[]> {
  const wanted = { agencyIds, from: midnight(query.from, 0), until: midnight(query.until, 1) };
  const sent = await listFreeMailUses(context.db, wanted);
  const received = await listFreeUses(context.db, wanted);
  return [
    ...sent.map(
      (use): Use => ({
        agencyId: use.agencyId,
        unitId: use.unitId,
        at: use.at,
        direction: 'sent',
        kind: use.kind,
        address: use.addresses.join(', '),
        numberSymbol: use.numberSymbol ?? '',
        reason: use.reason ?? '',
        approverName: use.approverName ?? '',
      }),
    ),
    ...received.map(
      (use): Use => ({
        agencyId: use.agency_id,
        unitId: use.unit_id,
        at: use.at,
        direction: 'received',
        kind: use.kind,
        address: use.address,
        numberSymbol: use.number_symbol,
        reason: use.reason ?? '',
        approverName: '',
      }),
    ),
  ].sort((a, b) => b.at.getTime() - a.at.getTime());
}

/** The guiding office looks at itself and the agencies below; a head or leader at the own agency. */
async function agenciesSeen(context: ActingContext): Promise<{ id: string; name: string }[]> {
  const { db, subject } = context;
  const hosted = await listHostedAgencies(db);
  const seen = hasRole(subject, 'focal', 'administrator')
    ? await listManagedAgencyIds(db, subject)
    : new Set([subject.agencyId]);
  return hosted.filter(({ id }) => seen.has(id));
}

function countUnit(uses: readonly Use[], names: Pick<FreeMailUnit, 'agencyName' | 'unitName'>): FreeMailUnit {
  const count = (direction: Use['direction'], kind: Use['kind']): number =>
    uses.filter((use) => use.direction === direction && use.kind === kind).length;
  return {
    agencyId: uses[0]?.agencyId ?? '',
    unitId: uses[0]?.unitId ?? null,
    ...names,
    sentRefused: count('sent', 'refused'),
    sentExceptions: count('sent', 'citizen'),
    sentWarned: count('sent', 'warned'),
    receivedRefused: count('received', 'refused'),
    receivedExceptions: count('received', 'citizen'),
  };
}

/** Free mail by unit, both ways, and every exception with its reason: for the board of the letter of the district, section 4. */
export async function viewFreeMailStats(context: ActingContext, query: FreeMailStatsQuery): Promise<FreeMailStats> {
  const { db, subject, clock } = context;
  mailbridgePolicies.authorize('mailbridge.free_mail_stats', subject, null);
  const agencies = await agenciesSeen(context);
  const ids = agencies.map(({ id }) => id);
  const uses = ids.length === 0 ? [] : await listUses(context, ids, query);
  const today = vietnamDate(clock.now());
  const unitNames = new Map<string, string>();
  const units: FreeMailUnit[] = [];
  for (const agency of agencies) {
    const own = uses.filter(({ agencyId }) => agencyId === agency.id);
    if (own.length === 0) {
      continue;
    }
    const listed = await listUnits(db, agency.id, today);
    for (const { id, name } of listed) {
      unitNames.set(id, name);
    }
    const order = new Map(listed.map(({ id }, at) => [id, at]));
    const groups = [...Map.groupBy(own, ({ unitId }) => unitId)].sort(
      ([a], [b]) => (order.get(a ?? '') ?? listed.length) - (order.get(b ?? '') ?? listed.length),
    );
    units.push(
      ...groups.map(([unitId, group]) =>
        countUnit(group, { agencyName: agency.name, unitName: unitNames.get(unitId ?? '') ?? 'Đơn vị cũ' }),
      ),
    );
  }
  const agencyNames = new Map(agencies.map(({ id, name }) => [id, name]));
  const exceptions = uses
    .filter(({ kind }) => kind === 'citizen')
    .slice(0, SHOWN)
    .map(({ at, agencyId, unitId, kind: _kind, ...use }) => ({
      ...use,
      at: at.toISOString(),
      agencyName: agencyNames.get(agencyId) ?? '',
      unitName: unitNames.get(unitId ?? '') ?? 'Đơn vị cũ',
    }));
  return { units, exceptions };
}
