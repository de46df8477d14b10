import type { BlockRule } from '@congvu/contracts';
import { useState } from 'react';
import { ReasonDialog } from '../../../shared/feedback/reason-dialog.tsx';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { formatMoment } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { useLiftRule, useRules } from '../threats-api.ts';

/** What is stopped at the door because it was concluded to be forged. */
export function RulesPanel() {
  const query = useRules();
  const [lifting, setLifting] = useState<BlockRule>();
  const lift = useLiftRule(() => {
    setLifting(undefined);
    showToast('Đã gỡ luật chặn.');
  });
  if (query.isError) {
    return <ErrorNote title="Chưa tải được luật chặn" error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (query.data === undefined) {
    return <SkeletonRows rows={3} />;
  }
  if (query.data.items.length === 0) {
    return (
      <Empty title="Chưa có luật chặn nào">
        Khi kết luận một thư là giả mạo, thư cùng lời văn hoặc cùng trang đích gửi đến sau bị giữ lại ngay.
      </Empty>
    );
  }
  return (
    <>
      <ul className="threats-held">
        {query.data.items.map((rule) => (
          <li key={rule.id}>
            <div>
              <p>
                <b>
                  Báo cáo số <span className="num">{rule.number}</span>: {rule.subject}
                </b>{' '}
                <Chip tone={rule.active ? 'green' : 'neutral'}>{rule.active ? 'Đang chặn' : 'Đã gỡ'}</Chip>
              </p>
              <small className="num">{[rule.fromDomain, ...rule.hosts].join(', ')}</small>
              <small>{rule.active ? `Từ ${formatMoment(rule.since)}` : rule.liftedText}</small>
            </div>
            {rule.abilities['threats.lift_rule'] === true && (
              <Button size="small" onClick={() => setLifting(rule)}>
                Gỡ
              </Button>
            )}
          </li>
        ))}
      </ul>
      {lifting !== undefined && (
        <ReasonDialog
          open
          title="Gỡ luật chặn"
          consequence="Thư cùng loại gửi đến sau không còn bị giữ theo luật này. Thư đã thu lại không tự trở về."
          confirmLabel="Gỡ luật"
          busy={lift.isPending}
          error={lift.error}
          onCancel={() => setLifting(undefined)}
          onConfirm={(reason) => lift.mutate({ id: lifting.id, reason })}
        />
      )}
    </>
  );
}
