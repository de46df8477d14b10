import type { LossPorts, ReportedLoss, SigningLossPorts } from '#modules/certificates';
import { openDraft } from '#modules/drafting';
import { notify } from '#modules/notifications';
import { findAgency, getAgency, type PositionView } from '#modules/org';
import { consolidatorOf, findSetting, type OpenedRequest, openRequest } from '#modules/requests';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { AppError } from '../../../platform/errors.ts';
import { alsoWithin } from '../../../platform/reach.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { openProposal } from '../open-proposal.ts';
import { peopleInRole, postHere, postsInRole, todayOf } from '../people.ts';
import { delayText, lossLetter, momentText } from './loss-letter.ts';

interface LossMoments {
  reportedBy: string;
  reporterName: string;
  reportedAt: Date;
  lostSince: Date;
  /** Nobody said since when: the report looks back as far as it may. */
  guessed: boolean;
  entryId: string | null;
}

const MOMENTS = `
  select loss.reported_by as "reportedBy", loss.reporter_name as "reporterName", loss.reported_at as "reportedAt",
    loss.lost_since as "lostSince", entry.id as "entryId",
    loss.lost_since = greatest(loss.reported_at - interval '30 days', certificate.valid_from) as guessed
  from certificate_loss loss
  join certificate on certificate.agency_id = loss.agency_id and certificate.id = loss.certificate_id
  left join certificate_entry entry on entry.agency_id = loss.agency_id and entry.certificate_id = loss.certificate_id
  where loss.agency_id = $1 and loss.id = $2`;

async function momentsOf(tx: Tx, loss: ReportedLoss): Promise<LossMoments> {
  const [row] = await rawQuery<LossMoments>(tx, MOMENTS, [loss.agencyId, loss.lossId]);
  if (row === undefined) {
    throw new Error('the report of loss stands in the transaction that tells of it');
  }
  return row;
}

interface Attempt<T> {
  value?: T;
  /** What stood in the way, in words for the person. */
  problem?: string;
}

/** A missing setting must not keep a lost key in use: what cannot be prepared is named, the report itself stands. */
async function attempt<T>(tx: Tx, work: () => Promise<T>): Promise<Attempt<T>> {
  await rawQuery(tx, 'savepoint loss_step', []);
  try {
    const value = await work();
    await rawQuery(tx, 'release savepoint loss_step', []);
    return { value };
  } catch (error) {
    if (!(error instanceof AppError)) {
      throw error;
    }
    await rawQuery(tx, 'rollback to savepoint loss_step', []);
    return { problem: error.message };
  }
}

/** Mẫu 04, declared by the holder; by the reporter when the key is the organisation's. */
async function openRevocation(
  tx: Tx,
  context: Context,
  loss: ReportedLoss,
  moments: LossMoments,
): Promise<OpenedRequest> {
  const declarant = loss.personId ?? moments.reportedBy;
  const post = await postHere(tx, { agencyId: loss.agencyId, personId: declarant, on: todayOf(context) });
  const unitId = context.subject?.unitId ?? post?.unitId;
  if (unitId === undefined) {
    throw new AppError(
      'proposals.receiver_left',
      409,
      'Người dùng chứng thư số không còn giữ chức vụ ở cơ quan; văn thư lập Mẫu 04 thay.',
    );
  }
  const since = moments.guessed ? 'không rõ thời điểm mất' : `nghi mất từ ${momentText(moments.lostSince)}`;
  return openRequest(tx, context, {
    agencyId: loss.agencyId,
    unitId,
    kind: 'cert.revoke',
    preparedBy: { personId: moments.reportedBy, name: moments.reporterName },
    declarantPersonId: declarant,
    subjectPersonId: loss.personId,
    ...(moments.entryId !== null && { certificateEntryId: moments.entryId }),
    content: {
      fields: {
        reasonCode: 'device_lost',
        reason: `Thiết bị lưu khóa bí mật bị thất lạc, ${since}, báo mất lúc ${momentText(moments.reportedAt)}`,
        'subject.name': loss.subjectName,
        'certificate.serial': loss.serial,
        ...(loss.tokenSerial !== null && { 'token.serial': loss.tokenSerial }),
        ...(loss.email !== '' && { 'subject.email': loss.email }),
      },
    },
    urgent: true,
    why: 'Hệ thống lập ngay khi báo mất thiết bị lưu khóa bí mật',
  });
}

/** The letter to the authority, on the desk of a focal person of the guiding office. */
async function draftLetter(
  tx: Tx,
  context: Context,
  loss: ReportedLoss,
  parts: { moments: LossMoments; officeId: string; owner: PositionView; signedSince: number },
): Promise<{ id: string; link: string }> {
  const { moments, officeId, owner } = parts;
  const [agency, office, setting] = [
    await getAgency(tx, loss.agencyId),
    await getAgency(tx, officeId),
    await findSetting(tx, officeId),
  ];
  const destination = setting?.certificate_destination_id;
  const authority = destination == null ? undefined : await findAgency(tx, destination);
  const wanted: Parameters<typeof openDraft>[2] = {
    agencyId: officeId,
    owner: { personId: owner.personId, positionId: owner.positionId, unitId: owner.unitId, name: owner.fullName },
    content: lossLetter({
      agencyName: agency.name,
      officeName: office.name,
      authority: authority === undefined ? null : { id: authority.id, name: authority.name },
      unitSymbol: owner.unitSymbol,
      subjectName: loss.subjectName,
      serial: loss.serial,
      tokenSerial: loss.tokenSerial,
      email: loss.email,
      reporterName: moments.reporterName,
      reportedAt: moments.reportedAt,
      lostSince: moments.guessed ? null : moments.lostSince,
      signedSince: parts.signedSince,
    }),
    movement: `Hệ thống soạn khi ${moments.reporterName} báo mất thiết bị lưu khóa bí mật`,
  };
  return alsoWithin('party', [officeId], () => openDraft(tx, context, wanted));
}

async function tell(
  tx: Tx,
  context: Context,
  loss: ReportedLoss,
  told: { officeId: string | undefined; text: string; requestLink: string; letterLink: string | undefined },
): Promise<void> {
  const on = todayOf(context);
  const own = await peopleInRole(tx, { agencyId: loss.agencyId, roles: ['leader', 'clerk'], on });
  await notify(tx, context, {
    agencyId: loss.agencyId,
    personIds: loss.personId === null ? own : [...own, loss.personId],
    kind: 'proposals.lost_token',
    text: `${told.text} Mẫu 04 đã điền sẵn, ký và gửi trong ngày.`,
    link: told.requestLink,
    reason: 'Mất thiết bị lưu khóa bí mật',
  });
  if (told.officeId !== undefined) {
    await notify(tx, context, {
      agencyId: told.officeId,
      personIds: await peopleInRole(tx, { agencyId: told.officeId, roles: ['focal'], on }),
      kind: 'proposals.lost_token',
      text: `${told.text}${told.letterLink === undefined ? '' : ' Công văn gửi nơi cấp đã soạn sẵn.'}`,
      link: told.letterLink ?? '/tong-hop',
      reason: 'Cán bộ đầu mối',
    });
  }
}

async function prepareFor(
  ports: Pick<SigningLossPorts, 'listSignedBy'>,
  tx: Tx,
  context: Context,
  loss: ReportedLoss,
): Promise<void> {
  const moments = await momentsOf(tx, loss);
  const signed = await ports.listSignedBy(tx, { ...loss, since: moments.lostSince });
  const office = await attempt(tx, () => consolidatorOf(tx, loss.agencyId));
  const request = await attempt(tx, () => openRevocation(tx, context, loss, moments));
  const officeId = office.value;
  const [owner] =
    officeId === undefined ? [] : await postsInRole(tx, { agencyId: officeId, roles: ['focal'], on: todayOf(context) });
  const letter =
    officeId === undefined || owner === undefined
      ? undefined
      : await attempt(tx, () =>
          draftLetter(tx, context, loss, { moments, officeId, owner, signedSince: signed.length }),
        );
  const delay = delayText(moments.guessed ? null : moments.lostSince, moments.reportedAt);
  const sentence = `Mất thiết bị lưu khóa bí mật của ${loss.subjectName}: chứng thư số ${loss.serial} đã phong tỏa lúc ${momentText(moments.reportedAt)}, ${delay}.`;
  const missing = [
    request.problem,
    office.problem,
    letter?.problem,
    letter === undefined ? 'Đơn vị đầu mối chưa có cán bộ đầu mối: tự soạn công văn gửi nơi cấp.' : undefined,
  ].filter((text) => text !== undefined);
  if (officeId !== undefined) {
    await openProposal(tx, context, {
      agencyId: loss.agencyId,
      kind: 'lost_token',
      about: `loss:${loss.lossId}`,
      sentence,
      reason: [
        'Báo ngay đơn vị đầu mối và nơi cấp (Công văn, mục 2); còn mở đến khi nơi cấp xác nhận thu hồi.',
        ...missing,
      ].join(' '),
      dueOn: todayOf(context),
      tone: 'red',
      prepares: [{ kind: 'cert.revoke', requestId: request.value?.id ?? null }],
      detail: {
        lossId: loss.lossId,
        certificateId: loss.certificateId,
        ...(moments.entryId !== null && { entryId: moments.entryId }),
        ...(letter?.value !== undefined && { letterId: letter.value.id }),
      },
      personId: loss.personId,
    });
  }
  await tell(tx, context, loss, {
    officeId,
    text: sentence,
    requestLink: request.value?.link ?? `/chung-thu-so?chon=${loss.certificateId}`,
    letterLink: letter?.value?.link,
  });
}

/**
 * In the transaction of the report (letter, section 2; spec requests.md §8): Mẫu 04 filled in and urgent, the letter to the authority on
 * the desk of the guiding office, everybody told, a proposal that stays until the authority has revoked.
 */
export function lossReportedWith(ports: Pick<SigningLossPorts, 'listSignedBy'>): LossPorts['lossReported'] {
  return (tx, context, loss) => prepareFor(ports, tx, context, loss);
}
