import type { RequestSettings, SettingAgency } from '@congvu/contracts';
import { type Agency, findAgency, getAgency } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { findSetting, RETENTION_DAYS, usualConsolidatorOf } from '../requests.store.ts';
import { settingPolicies } from './settings.policy.ts';

/** Open on the day: begun, and not ended before it. */
export function isOpen(agency: Pick<Agency, 'valid_from' | 'valid_to'>, today: string): boolean {
  return agency.valid_from <= today && (agency.valid_to === null || agency.valid_to >= today);
}

async function nameOf(db: Db | Tx, id: string | null | undefined, today: string): Promise<SettingAgency | null> {
  const agency = id == null ? undefined : await findAgency(db, id);
  return agency === undefined
    ? null
    : { id: agency.id, name: agency.name, hosted: agency.hosted, ended: !isOpen(agency, today) };
}

/** What holds for the agency of the subject now, with names. */
export async function readSettings(db: Db | Tx, context: ActingContext): Promise<RequestSettings> {
  const { agencyId } = context.subject;
  const today = vietnamDate(context.clock.now());
  const agency = await getAgency(db, agencyId);
  const setting = await findSetting(db, agencyId);
  return {
    agencyId,
    agencyName: agency.name,
    consolidator: await nameOf(db, setting?.consolidator_agency_id, today),
    usualConsolidator: await nameOf(db, await usualConsolidatorOf(db, agencyId), today),
    certificateDestination: await nameOf(db, setting?.certificate_destination_id, today),
    accountDestination: await nameOf(db, setting?.account_destination_id, today),
    mailboxDomain: setting?.mailbox_domain ?? '',
    unitSlug: setting?.unit_slug ?? '',
    scanRetentionDays: setting?.scan_retention_days ?? RETENTION_DAYS,
  };
}

export async function viewRequestSettings(context: ActingContext): Promise<RequestSettings> {
  settingPolicies.authorize('requests.configure', context.subject, null);
  return readSettings(context.db, context);
}
