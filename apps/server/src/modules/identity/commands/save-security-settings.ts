import type { SecuritySettings } from '@congvu/contracts';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import { invalid } from '../../../platform/errors.ts';
import { identityPolicies } from '../identity.policy.ts';
import { findSettings, saveSettings } from '../identity.store.ts';

/** QCVN 12:2026/BCA 3.7.2.8.3: administrators never go without; only the demo, whose password everybody knows, may. */
function assertStrictEnough(context: ActingContext, settings: SecuritySettings): void {
  if (settings.secondFactor === 'optional' && !context.config.demo) {
    const message =
      'Quản trị luôn phải dùng xác thực hai lớp (QCVN 12:2026/BCA 3.7.2.8.3). Chọn "Bắt buộc với mọi người" hoặc "Chỉ bắt buộc với quản trị".';
    throw invalid('identity.rule_too_weak', message, [{ path: 'secondFactor', message }]);
  }
}

/**
 * The rule of the administrator's agency; agencies below follow it unless they have one of their own.
 * @throws AppError 422 `identity.rule_too_weak`
 */
export async function saveSecuritySettings(
  context: ActingContext,
  settings: SecuritySettings,
): Promise<SecuritySettings> {
  const { agencyId } = context.subject;
  identityPolicies.authorize('identity.administer', context.subject, null);
  assertStrictEnough(context, settings);
  return command(context, async (tx) => {
    const before = await findSettings(tx, agencyId);
    await saveSettings(tx, agencyId, settings);
    await record(tx, context, {
      action: 'identity.security_settings_saved',
      agencyId,
      objectKind: 'agency',
      objectId: agencyId,
      detail: { before, after: settings },
    });
    return findSettings(tx, agencyId);
  });
}

export async function viewSecuritySettings(context: ActingContext): Promise<SecuritySettings> {
  identityPolicies.authorize('identity.administer', context.subject, null);
  return findSettings(context.db, context.subject.agencyId);
}
