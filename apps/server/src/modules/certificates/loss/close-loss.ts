import type { CloseLossReport, LossReport } from '@congvu/contracts';
import { record } from '#modules/audit';
import { clearNotices, notify } from '#modules/notifications';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { AppError, conflict, invalid } from '../../../platform/errors.ts';
import { lossPolicies } from '../certificates.policy.ts';
import { lockCertificate, setRevoked } from '../certificates.store.ts';
import type { CertificateRow, LossRow } from '../certificates.tables.ts';
import { followKey, revokedNews } from '../entries/follow-key.ts';
import type { LossPorts } from '../ports.ts';
import { presentLoss } from './loss.presenter.ts';
import { closeLossRow, lockLoss, unfreeze } from './loss.store.ts';

const LOST = 'mất thiết bị lưu khóa';

function revokedAt(body: CloseLossReport, certificate: CertificateRow, now: Date): Date {
  const at = body.revokedAt === undefined ? now : new Date(body.revokedAt);
  if (Number.isNaN(at.getTime()) || at > now || at < certificate.valid_from) {
    throw invalid(
      'certificates.revoked_at',
      'Thời điểm thu hồi phải nằm trong thời hạn chứng thư và không sau lúc này. Ghi đúng thời điểm trong văn bản của nơi cấp.',
      [{ path: 'revokedAt', message: 'Ghi đúng thời điểm nơi cấp thông báo.' }],
    );
  }
  return at;
}

function assertMayClose(context: ActingContext, loss: LossRow, body: CloseLossReport): void {
  lossPolicies.authorize('certificates.close_loss', context.subject, { ...loss, state: 'open' });
  if (loss.state !== 'open') {
    throw conflict('certificates.loss_closed', 'Việc báo mất này đã kết thúc. Tải lại danh sách.');
  }
  if (body.outcome === 'withdrawn' && loss.reported_by === context.subject.personId) {
    throw new AppError(
      'certificates.same_person',
      403,
      'Anh/chị là người báo mất nên không tự rút được. Nhờ văn thư, lãnh đạo hoặc quản trị khác xác nhận đã tìm lại được.',
    );
  }
}

async function settle(
  tx: Tx,
  ports: LossPorts,
  context: ActingContext,
  { certificate, body }: { certificate: CertificateRow; body: CloseLossReport },
): Promise<CertificateRow> {
  const key = { agencyId: certificate.agency_id, id: certificate.id };
  if (body.outcome === 'withdrawn') {
    await followKey(tx, context, certificate, { kind: 'found' });
    return unfreeze(tx, key);
  }
  if (certificate.revoked_at !== null) {
    // A revocation list was faster; what the authority says stands.
    return certificate;
  }
  const at = revokedAt(body, certificate, context.clock.now());
  const revoked = await setRevoked(tx, key, { at, reason: LOST });
  await followKey(tx, context, certificate, revokedNews(at, LOST));
  await ports.revocationKnown(tx, context, { agencyId: key.agencyId, certificateId: key.id });
  return revoked;
}

/**
 * The authority has revoked the key, or it was found. Taking the report back needs a second person.
 * @throws AppError `certificates.loss_closed` · `certificates.same_person` · `certificates.close_loss.forbidden`
 */
export async function closeLoss(
  ports: LossPorts,
  context: ActingContext,
  id: string,
  body: CloseLossReport,
): Promise<LossReport> {
  const { subject, clock } = context;
  const now = clock.now();
  return command(context, async (tx) => {
    const loss = await lockLoss(tx, subject.agencyId, id);
    assertMayClose(context, loss, body);
    const before = await lockCertificate(tx, loss.agency_id, loss.certificate_id);
    const certificate = await settle(tx, ports, context, { certificate: before, body });
    const closed = { state: body.outcome, closed_at: now, closed_by: subject.personId, closed_note: body.note };
    if (!(await closeLossRow(tx, { agencyId: loss.agency_id, id }, closed))) {
      throw conflict('certificates.loss_closed', 'Việc báo mất này đã kết thúc. Tải lại danh sách.');
    }
    await record(tx, context, {
      action: body.outcome === 'revoked' ? 'certificates.loss_revoked' : 'certificates.loss_withdrawn',
      agencyId: loss.agency_id,
      objectKind: 'certificate',
      objectId: certificate.id,
      detail: {
        serial: certificate.serial,
        lossId: id,
        note: body.note,
        ...(certificate.revoked_at !== null && { revokedAt: certificate.revoked_at.toISOString() }),
      },
    });
    const link = `/chung-thu-so?chon=${certificate.id}`;
    await clearNotices(tx, { agencyId: loss.agency_id, link });
    if (certificate.person_id !== null) {
      await notify(tx, context, {
        agencyId: loss.agency_id,
        personIds: [certificate.person_id],
        kind: `certificates.loss_${body.outcome}`,
        text:
          body.outcome === 'revoked'
            ? `Chứng thư số ${certificate.serial} đã bị thu hồi.`
            : `Báo mất chứng thư số ${certificate.serial} đã được rút; khóa dùng lại được.`,
        link,
        reason: 'Chứng thư số của anh/chị',
      });
    }
    const signed = await ports.listSignedBy(tx, {
      agencyId: loss.agency_id,
      certificateId: certificate.id,
      since: loss.lost_since,
    });
    return presentLoss({ loss: { ...loss, ...closed }, certificate, signed }, subject, now);
  });
}
