import type { SigningSettingsView, SigningSettings as Wished } from '@congvu/contracts';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import { signingPolicies } from '../signing.policy.ts';
import type { SigningPorts } from '../signing-act.ts';
import { forgoTime } from '../time/no-authority.ts';
import { NO_AUTHORITY } from '../time/wanted-level.ts';
import { readSettings, type SigningSettings, writeSettings } from './settings.ts';

type Ports = Pick<SigningPorts, 'timestampAuthorityFor'>;

const LEVELS: Record<SigningSettings['level'], string> = {
  B: 'Chữ ký không kèm dấu thời gian chứng thực.',
  T: 'Chữ ký kèm dấu thời gian chứng thực.',
  LT: 'Chữ ký kèm dấu thời gian chứng thực và bằng chứng để kiểm tra lâu dài.',
};

function mine({ subject }: ActingContext) {
  return { agency_id: subject.agencyId, person_id: subject.personId, position_id: subject.positionId };
}

async function present(context: ActingContext, ports: Ports): Promise<SigningSettingsView> {
  const { level, graceMinutes, lookAheadMonths, night } = await readSettings(context.db, context.subject.agencyId);
  const hasTimeAuthority = (await ports.timestampAuthorityFor(context)) !== undefined;
  const abilities = signingPolicies.abilities(context.subject, mine(context));
  return {
    level,
    graceHours: graceMinutes / 60,
    guardianMonths: lookAheadMonths,
    night,
    hasTimeAuthority,
    sentence: level === 'B' || hasTimeAuthority ? LEVELS[level] : NO_AUTHORITY,
    abilities: { change: abilities['signing.set_settings'] ?? '' },
  };
}

export async function viewSettings(context: ActingContext, ports: Ports): Promise<SigningSettingsView> {
  signingPolicies.authorize('signing.settings', context.subject, mine(context));
  return present(context, ports);
}

/** A lower level frees what waits for a time that is not wanted any more; a shorter grace holds for what is signed from now on. */
export async function changeSettings(outer: ActingContext, ports: Ports, wished: Wished): Promise<SigningSettingsView> {
  const context = { ...outer, idempotency: undefined };
  const { agencyId } = context.subject;
  signingPolicies.authorize('signing.set_settings', context.subject, mine(context));
  await command(context, async (tx) => {
    const before = await readSettings(tx, agencyId);
    const after: SigningSettings = {
      level: wished.level,
      graceMinutes: wished.graceHours * 60,
      lookAheadMonths: wished.guardianMonths,
      night: wished.night,
    };
    await writeSettings(tx, agencyId, after);
    if (after.level === 'B') {
      await forgoTime(tx, context, agencyId);
    }
    await record(tx, context, {
      action: 'signing.settings_changed',
      agencyId,
      objectKind: 'agency',
      objectId: agencyId,
      detail: { before, after },
    });
  });
  return present(context, ports);
}
