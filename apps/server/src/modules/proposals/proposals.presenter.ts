import type { ProposalView } from '@congvu/contracts';
import { formByKind } from '@congvu/forms';
import type { z } from 'zod';
import { requestLink } from '#modules/requests';
import type { Subject } from '../../platform/authorise.ts';
import type { ProposalRow } from './open-proposal.ts';
import { proposalPolicies } from './proposals.policy.ts';
import { factsOf } from './proposals.store.ts';
import type { Prepared } from './proposals.tables.ts';

export const KIND_LABELS: Record<ProposalView['kind'], string> = {
  renew: 'Gia hạn chứng thư số',
  replace: 'Cấp chứng thư số thay thế',
  revoke_account: 'Thu hồi tài khoản không dùng',
  revoke_mailbox: 'Thu hồi hộp thư không dùng',
  move_certificate: 'Đổi thông tin chứng thư số',
  restore_token: 'Khôi phục thiết bị lưu khóa',
  lost_token: 'Mất thiết bị lưu khóa',
  new_person: 'Người mới',
  unattested: 'Quá hạn xác nhận rà soát tài khoản',
  unit_renamed: 'Cơ quan đổi tên',
  unit_ended: 'Cơ quan kết thúc hoạt động',
  hand_over: 'Bàn giao khi nghỉ, chuyển công tác',
};

function presentPrepared({ kind, requestId }: Prepared, on: string): ProposalView['prepares'][number] {
  const form = formByKind(kind, on);
  return {
    kind,
    form: form.code,
    label: `${form.label}: ${form.shortTitle}`,
    requestId,
    link: requestId === null ? null : requestLink(requestId),
  };
}

export function presentProposal(row: ProposalRow, subject: Subject, on: string): z.input<typeof ProposalView> {
  return {
    id: row.id,
    kind: row.kind,
    kindLabel: KIND_LABELS[row.kind],
    sentence: row.sentence,
    reason: row.reason,
    dueOn: row.due_on,
    tone: row.tone,
    prepares: row.prepares.map((prepared) => presentPrepared(prepared, on)),
    state: row.state,
    loss:
      row.detail.lossId === undefined
        ? null
        : { reportId: row.detail.lossId, letterDrafted: row.detail.letterId !== undefined },
    createdAt: row.created_at.toISOString(),
    abilities: proposalPolicies.abilities(subject, factsOf(row)),
  };
}
