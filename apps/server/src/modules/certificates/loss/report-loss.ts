import type { LossReport, ReportLoss } from '@congvu/contracts';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import { conflict, invalid } from '../../../platform/errors.ts';
import { newId } from '../../../platform/ids.ts';
import { certificatePolicies } from '../certificates.policy.ts';
import { getCertificate, lockCertificate } from '../certificates.store.ts';
import type { CertificateRow, LossRow } from '../certificates.tables.ts';
import { findRegistered } from '../entries/find-registered.ts';
import { followKey } from '../entries/follow-key.ts';
import { notifyRoles } from '../notify-roles.ts';
import type { LossPorts } from '../ports.ts';
import { presentLoss } from './loss.presenter.ts';
import { freeze, insertLoss, setStoppedSessions } from './loss.store.ts';

const DAY_MS = 86_400_000;
/** When nobody can say since when: long enough to hold a leave of absence, short enough to be read through. */
const LOOK_BACK_DAYS = 30;

function lostSince(body: ReportLoss, certificate: CertificateRow, now: Date): Date {
  const said = body.lostSince === undefined ? undefined : new Date(body.lostSince);
  if (said !== undefined && said > now) {
    throw invalid('certificates.lost_since', 'Thời điểm nghi mất không được sau lúc báo.', [
      { path: 'lostSince', message: 'Chọn thời điểm trong quá khứ.' },
    ]);
  }
  const since = said ?? new Date(now.getTime() - LOOK_BACK_DAYS * DAY_MS);
  return new Date(Math.max(since.getTime(), certificate.valid_from.getTime()));
}

function alreadyClosed(row: CertificateRow): Error {
  return row.revoked_at === null
    ? conflict(
        'certificates.frozen',
        'Chứng thư này đã được báo mất và đang phong tỏa. Tải lại trang để xem các bước đang làm.',
      )
    : conflict(
        'certificates.revoked',
        'Chứng thư này đã bị thu hồi nên không cần báo mất. Tải lại trang để xem ngày và lý do thu hồi.',
      );
}

function rowOf(context: ActingContext, certificate: CertificateRow, body: ReportLoss, now: Date): LossRow {
  return {
    agency_id: certificate.agency_id,
    id: newId(now.getTime()),
    certificate_id: certificate.id,
    state: 'open',
    reported_at: now,
    reported_by: context.subject.personId,
    reporter_name: context.subject.displayName,
    note: body.note ?? '',
    lost_since: lostSince(body, certificate, now),
    stopped_sessions: 0,
    closed_at: null,
    closed_by: null,
    closed_note: null,
  };
}

/**
 * One transaction: the key is frozen and every prepared and waiting signature of it dies; a signature that is being completed
 * elsewhere waits for this row and then finds it frozen (spec security.md, T25).
 * @throws AppError `certificates.report_loss.forbidden` · `certificates.frozen` · `certificates.revoked`
 */
export async function reportLoss(
  ports: LossPorts,
  context: ActingContext,
  id: string,
  body: ReportLoss,
): Promise<LossReport> {
  const { subject } = context;
  await getCertificate(context.db, subject.agencyId, id);
  const now = context.clock.now();
  return command(context, async (tx) => {
    const certificate = await lockCertificate(tx, subject.agencyId, id);
    // Twins of a report get the state as the answer, not a refusal of the person.
    certificatePolicies.authorize('certificates.report_loss', subject, {
      ...certificate,
      frozen_at: null,
      revoked_at: null,
    });
    const loss = rowOf(context, certificate, body, now);
    if (!(await freeze(tx, { agencyId: certificate.agency_id, id }, now))) {
      throw alreadyClosed(certificate);
    }
    await insertLoss(tx, loss);
    const reference = { agencyId: certificate.agency_id, certificateId: id };
    loss.stopped_sessions = await ports.freezeSigning(tx, context, reference);
    await setStoppedSessions(tx, { agencyId: loss.agency_id, id: loss.id }, loss.stopped_sessions);
    await followKey(tx, context, certificate, { kind: 'lost', note: loss.note });
    await record(tx, context, {
      action: 'certificates.loss_reported',
      agencyId: loss.agency_id,
      objectKind: 'certificate',
      objectId: id,
      detail: {
        serial: certificate.serial,
        lossId: loss.id,
        lostSince: loss.lost_since.toISOString(),
        stoppedSessions: loss.stopped_sessions,
      },
    });
    await notifyRoles(tx, context, {
      agencyId: loss.agency_id,
      roles: ['clerk', 'administrator'],
      personIds: certificate.person_id === null ? [] : [certificate.person_id],
      kind: 'certificates.loss_reported',
      text: `${subject.displayName} báo mất khóa ký của ${certificate.subject_name}. Chứng thư số ${certificate.serial} đã bị phong tỏa.`,
      link: `/chung-thu-so?chon=${id}`,
      reason: 'Cần đề nghị thu hồi chứng thư số',
    });
    await ports.lossReported(tx, context, {
      ...reference,
      lossId: loss.id,
      serial: certificate.serial,
      subjectName: certificate.subject_name,
      personId: certificate.person_id,
      ...(await findRegistered(tx, reference)),
    });
    const signed = await ports.listSignedBy(tx, { ...reference, since: loss.lost_since });
    return presentLoss({ loss, certificate: { ...certificate, frozen_at: now }, signed }, subject, now);
  });
}
