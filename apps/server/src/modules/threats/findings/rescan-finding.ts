import type { FindingRescanned } from '@congvu/contracts';
import { record } from '#modules/audit';
import { type Finding, findInfectionOf, scanLockedNow } from '#modules/files';
import { type ActingContext, command } from '../../../platform/context.ts';
import { conflict } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { alsoWithin } from '../../../platform/reach.ts';
import { membersOfOffice, officeOf } from '../office.ts';
import { findingPolicies } from '../threats.policy.ts';
import { missing } from '../threats.store.ts';
import { aroundFindings } from './list-findings.ts';
import { presentFinding, stateOfFinding } from './present-finding.ts';

interface Sought {
  officeId: string;
  agencyIds: string[];
  id: string;
}

/** Of another office it does not exist. */
async function getFinding(context: ActingContext, { officeId, agencyIds, id }: Sought): Promise<Finding> {
  const row = await alsoWithin('guided', agencyIds, () => findInfectionOf(context.db, agencyIds, id));
  if (row === undefined) {
    throw missing();
  }
  findingPolicies.authorize('threats.rescan_finding', context.subject, { officeId, state: stateOfFinding(row) });
  return row;
}

/**
 * The antivirus is asked once more about a locked file. It opens when the antivirus calls it clean, and by nothing else; who did it
 * stands in the log whatever the answer.
 * @throws AppError 403 · 404 · 409 `threats.no_antivirus` · 503 `files.scan_unavailable` · `files.scan_older_signatures`
 */
export async function rescanFinding(context: ActingContext, id: string): Promise<FindingRescanned> {
  const { db, subject, config } = context;
  const officeId = await officeOf(db, subject.agencyId);
  const agencyIds = (await membersOfOffice(db, subject.agencyId)).map((agency) => agency.id);
  const sought = { officeId, agencyIds, id };
  const found = await getFinding(context, sought);
  if (config.clamd === undefined) {
    throw conflict(
      'threats.no_antivirus',
      'Máy chủ chưa khai phần mềm diệt virus (CONGVU_CLAMD) nên không quét lại được. Tệp vẫn bị khóa.',
    );
  }
  const { verdict, malware, engine } = await scanLockedNow(context, config.clamd, found.sha256);
  await command(context, async (tx) => {
    await record(tx, context, {
      action: 'threats.finding_rescanned',
      agencyId: officeId,
      objectKind: 'file_infection',
      objectId: id,
      detail: { agencyId: found.agency_id, sha256: found.sha256, outcome: verdict, malware, engine },
    });
    await publish(tx, { topic: 'threats', agencyId: officeId });
    return { verdict };
  });
  const after = await alsoWithin('guided', agencyIds, () => findInfectionOf(db, agencyIds, id));
  const row = after ?? found;
  return { outcome: verdict, finding: presentFinding(row, await aroundFindings(context, officeId, [row])) };
}
