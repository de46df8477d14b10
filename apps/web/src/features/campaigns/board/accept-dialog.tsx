import type { CampaignMember, CampaignView } from '@congvu/contracts';
import { Modal } from 'antd';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { formatMoment, formatNumber } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { AppLink } from '../../../shared/ui/link.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { ErrorNote, Note, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { formName } from '../campaigns.text.ts';
import { useAccept, useWaitingOf } from '../campaigns-api.ts';

interface AcceptDialogProps {
  view: CampaignView;
  member: CampaignMember;
  onClose: () => void;
}

/** What one agency has sent, before all of it is accepted at once; looking into each is one press away. */
export function AcceptDialog({ view, member, onClose }: AcceptDialogProps) {
  const waiting = useWaitingOf(view.id, member.agencyId);
  const items = waiting.data?.items ?? [];
  const accept = useAccept((answer) => {
    if (answer.items.every((one) => one.ok)) {
      showToast(`Đã tiếp nhận ${formatNumber(answer.done)} mẫu của ${member.agencyName}.`);
      onClose();
    }
  });
  const failed = accept.data?.items.filter((one) => !one.ok) ?? [];
  const warnings = items.reduce((sum, item) => sum + item.warnings, 0);
  return (
    <Modal open width={560} title={`Tiếp nhận của ${member.agencyName}`} footer={null} onCancel={onClose}>
      <p className="dialog-text">
        Cơ quan gửi biết đã được tiếp nhận; các dòng vào phần chờ tổng hợp. Sau khi tiếp nhận vẫn trả lại được từng dòng
        cho đến khi tổng hợp.
      </p>
      {waiting.isPending && <SkeletonRows rows={3} />}
      {waiting.isError && (
        <ErrorNote title="Chưa tải được" error={waiting.error} onRetry={() => void waiting.refetch()} />
      )}
      {waiting.isSuccess && items.length === 0 && <p className="quiet">Không còn mẫu nào chờ tiếp nhận.</p>}
      <ul className="camp-came">
        {items.map((item) => (
          <li key={item.id}>
            <AppLink href={`/tong-hop/de-nghi/${item.id}`}>{formName(item.form)}</AppLink>
            <span className="quiet">
              {item.subject}
              {item.submittedAt !== null && `, gửi ${formatMoment(item.submittedAt)}`}
            </span>
            <span className="camp-state">
              {item.late && <Chip tone="amber">Muộn</Chip>}
              {item.warnings > 0 && <Chip tone="amber">{`${item.warnings} điểm cần xem`}</Chip>}
            </span>
          </li>
        ))}
      </ul>
      {warnings > 0 && (
        <Note tone="plain">
          <p>Có điểm cần xem trước khi tiếp nhận; mở từng mẫu để xem.</p>
        </Note>
      )}
      {failed.length > 0 && (
        <Note title={`${formatNumber(failed.length)} mẫu chưa tiếp nhận được`}>
          <p>{failed[0]?.message}</p>
        </Note>
      )}
      {accept.isError && (
        <div className="form-error">
          <ErrorNote title="Chưa tiếp nhận được" error={accept.error} />
        </div>
      )}
      <div className="dialog-foot">
        <AppLink className="btn" href={`/tong-hop?dot=${view.id}&co-quan=${member.agencyId}`}>
          Xem từng mẫu
        </AppLink>
        <Button
          kind="primary"
          busy={accept.isPending}
          disabled={items.length === 0}
          onClick={() => accept.mutate(items.map(({ id }) => id))}
        >
          Tiếp nhận {formatNumber(items.length)} mẫu
        </Button>
      </div>
    </Modal>
  );
}
