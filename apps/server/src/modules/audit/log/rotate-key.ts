import { type ActingContext, command } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { auditPolicies } from '../audit.policy.ts';
import { record } from '../record.ts';
import { insertCheckpoint, lockCheckpoints } from './checkpoints.ts';
import { insertKey, lockKeys, logIdentity } from './log-identity.ts';

/**
 * A new key signs from now on. The checkpoint made here carries both signatures: whoever trusts the old key sees that its holder has
 * handed over, and a key that nobody handed over to is found (`congvu audit verify --witness`).
 */
export async function rotateKey(context: ActingContext): Promise<{ key: string }> {
  const { subject } = context;
  auditPolicies.authorize('audit.configure', subject, { agencyId: subject.agencyId });
  const old = await logIdentity(context);
  return command(context, async (tx) => {
    await lockKeys(tx);
    await lockCheckpoints(tx);
    const [newest] = await rawQuery<{ number: number }>(tx, 'select max(number) as number from audit_key', []);
    const number = (newest?.number ?? 0) + 1;
    await insertKey(tx, context, number);
    const fresh = await logIdentity({ ...context, db: tx });
    await insertCheckpoint(tx, context, fresh, [old]);
    const key = fresh.keys[0].key.id.toString(16).padStart(8, '0');
    await record(tx, context, {
      action: 'audit.key_changed',
      agencyId: subject.agencyId,
      objectKind: 'audit_log',
      objectId: fresh.origin,
      detail: { number, key },
    });
    return { key };
  });
}
