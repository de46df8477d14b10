import type { CertificateView } from '@congvu/contracts';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import { conflict } from '../../../platform/errors.ts';
import { certificatePolicies } from '../certificates.policy.ts';
import { presentCertificate } from '../certificates.presenter.ts';
import { clearWrongPins, getCertificate } from '../certificates.store.ts';

/** Gives a demo key its five tries back. Real tokens are unlocked by their authority alone (Mẫu 05). */
export async function unlockKey(context: ActingContext, id: string): Promise<CertificateView> {
  const row = await getCertificate(context.db, context.subject.agencyId, id);
  certificatePolicies.authorize('certificates.unlock', context.subject, row);
  return command(context, async (tx) => {
    if (row.key_kind !== 'demo_software' || !(await clearWrongPins(tx, { agencyId: row.agency_id, id }))) {
      throw conflict(
        'certificates.not_locked',
        'Khóa này không bị khóa hoặc không phải khóa thử nghiệm nên không cần mở.',
      );
    }
    await record(tx, context, {
      action: 'certificates.key_unlocked',
      agencyId: row.agency_id,
      objectKind: 'certificate',
      objectId: id,
      detail: { serial: row.serial },
    });
    return presentCertificate({ ...row, failed_pins: 0, locked_at: null }, context.clock.now());
  });
}
