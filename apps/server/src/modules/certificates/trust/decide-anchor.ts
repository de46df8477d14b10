import type { DecideAnchor, TrustAnchor } from '@congvu/contracts';
import { record } from '#modules/audit';
import { clearNotices } from '#modules/notifications';
import { areSamePerson, isDelegatedBetween } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { AppError, conflict } from '../../../platform/errors.ts';
import { anchorPolicies } from '../certificates.policy.ts';
import type { AnchorRow } from '../certificates.tables.ts';
import { notifyRoles } from '../notify-roles.ts';
import { refreshListsSoon } from '../revocation/refresh-soon.ts';
import { presentAnchor } from './anchors.presenter.ts';
import { lockAnchor, updateAnchor } from './anchors.store.ts';

const NO_END = { end_asked_at: null, end_asked_by: null, end_asker_name: null, end_reason: null };
const PAGE = '/quan-tri/tin-cay';

async function keep(
  tx: Tx,
  context: ActingContext,
  row: AnchorRow,
  done: { action: string; reason: string | undefined },
): Promise<TrustAnchor> {
  await record(tx, context, {
    action: `certificates.${done.action}`,
    agencyId: context.subject.agencyId,
    objectKind: 'certificate_anchor',
    objectId: row.id,
    detail: { name: row.name, sha256: row.sha256, ...(done.reason !== undefined && { reason: done.reason }) },
  });
  return presentAnchor(row, context.subject);
}

function assertWaiting(row: AnchorRow): void {
  if (row.state !== 'proposed' && !(row.state === 'active' && row.end_asked_by !== null)) {
    throw conflict('certificates.anchor_closed', 'Không còn đề nghị nào đang chờ. Tải lại danh sách.');
  }
}

/** The same question as for every change that takes two persons (ADR 0016). */
async function assertSecondPerson(tx: Tx, { subject, clock }: ActingContext, row: AnchorRow): Promise<void> {
  const first = row.state === 'proposed' ? row.proposed_by : row.end_asked_by;
  if (first === null) {
    return;
  }
  if (await areSamePerson(tx, first, subject.personId)) {
    throw new AppError(
      'certificates.same_person',
      403,
      'Anh/chị là người đề nghị nên không tự đồng ý được. Nhờ một quản trị khác xem và đồng ý.',
    );
  }
  if (await isDelegatedBetween(tx, first, subject.personId, vietnamDate(clock.now()))) {
    throw new AppError(
      'certificates.same_person',
      403,
      'Anh/chị và người đề nghị đang có việc giao quyền cho nhau nên không phải hai người độc lập. Nhờ một quản trị khác.',
    );
  }
}

function decision(context: ActingContext): Pick<AnchorRow, 'decided_at' | 'decided_by' | 'decider_name'> {
  const { subject, clock } = context;
  return { decided_at: clock.now(), decided_by: subject.personId, decider_name: subject.displayName };
}

/** The second person agrees: to trust, or to end the trust. @throws AppError `certificates.same_person` · `certificates.anchor_closed` */
export async function approveAnchor(context: ActingContext, id: string, body: DecideAnchor): Promise<TrustAnchor> {
  const now = context.clock.now();
  return command(context, async (tx) => {
    const row = await lockAnchor(tx, id);
    anchorPolicies.authorize('certificates.propose_anchor', context.subject, row);
    assertWaiting(row);
    await assertSecondPerson(tx, context, row);
    await clearNotices(tx, { agencyId: context.subject.agencyId, link: PAGE });
    if (row.state === 'proposed') {
      const active = await updateAnchor(tx, id, { state: 'active', ...decision(context) });
      await refreshListsSoon(tx, active.crl_urls);
      return keep(tx, context, active, { action: 'anchor_approved', reason: body.reason });
    }
    // What was proven before this moment stays good; an earlier end that was set when it was proposed stands.
    const trustedTo = row.trusted_to !== null && row.trusted_to < now ? row.trusted_to : now;
    const ended = await updateAnchor(tx, id, { state: 'ended', trusted_to: trustedTo });
    return keep(tx, context, ended, { action: 'anchor_ended', reason: body.reason ?? row.end_reason ?? undefined });
  });
}

/** Says no to a proposal or to its end; the person who asked may take it back this way too. @throws AppError `certificates.anchor_closed` */
export async function rejectAnchor(context: ActingContext, id: string, body: DecideAnchor): Promise<TrustAnchor> {
  return command(context, async (tx) => {
    const row = await lockAnchor(tx, id);
    anchorPolicies.authorize('certificates.propose_anchor', context.subject, row);
    assertWaiting(row);
    await clearNotices(tx, { agencyId: context.subject.agencyId, link: PAGE });
    if (row.state === 'active') {
      const kept = await updateAnchor(tx, id, NO_END);
      return keep(tx, context, kept, { action: 'anchor_end_rejected', reason: body.reason });
    }
    const isOwn = row.proposed_by === context.subject.personId;
    const rejected = await updateAnchor(tx, id, { state: 'rejected', ...(isOwn ? {} : decision(context)) });
    return keep(tx, context, rejected, { action: 'anchor_rejected', reason: body.reason });
  });
}

/** Asks to end the trust; a second person decides. @throws AppError `certificates.anchor_closed` */
export async function endAnchor(context: ActingContext, id: string, body: DecideAnchor): Promise<TrustAnchor> {
  const { subject, clock } = context;
  return command(context, async (tx) => {
    const row = await lockAnchor(tx, id);
    anchorPolicies.authorize('certificates.propose_anchor', subject, row);
    if (row.state !== 'active' || row.programme === 'demo' || row.end_asked_by !== null) {
      throw conflict(
        'certificates.anchor_closed',
        row.end_asked_by === null || row.state !== 'active'
          ? 'Chỉ kết thúc được nơi cấp đang được tin cậy và không phải nơi cấp thử nghiệm.'
          : 'Đã có đề nghị kết thúc đang chờ quản trị thứ hai.',
      );
    }
    const asked = await updateAnchor(tx, id, {
      end_asked_at: clock.now(),
      end_asked_by: subject.personId,
      end_asker_name: subject.displayName,
      end_reason: body.reason ?? '',
    });
    await notifyRoles(tx, context, {
      agencyId: subject.agencyId,
      roles: ['administrator'],
      kind: 'certificates.anchor_end_asked',
      text: `${subject.displayName} đề nghị kết thúc tin cậy nơi cấp chứng thư số "${row.name}".`,
      link: PAGE,
      reason: 'Cần quản trị thứ hai đồng ý hoặc từ chối',
    });
    return keep(tx, context, asked, { action: 'anchor_end_asked', reason: body.reason });
  });
}
