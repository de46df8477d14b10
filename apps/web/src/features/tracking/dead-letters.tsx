import type { DeadLetter } from '@congvu/contracts';
import { RefreshCw } from 'lucide-react';
import { useState } from 'react';
import './tracking.css';
import { describeError } from '../../shared/api/errors.ts';
import { showToast } from '../../shared/feedback/toast.tsx';
import { formatInstant, formatNumber, formatWhen } from '../../shared/text/dates.ts';
import { Button } from '../../shared/ui/button.tsx';
import { AppLink } from '../../shared/ui/link.tsx';
import { Chip } from '../../shared/ui/marks.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../shared/ui/notes.tsx';
import { AmendDialog } from './amend-dialog.tsx';
import { useDeadLetters, useRetryDead } from './tracking-api.ts';

function sayAge({ ageDays }: DeadLetter): string {
  return ageDays === 0 ? 'dừng hôm nay' : `dừng ${formatNumber(ageDays)} ngày`;
}

function DeadRow({ item }: { item: DeadLetter }) {
  const [mending, setMending] = useState(false);
  const retry = useRetryDead((answer) => showToast(answer.queued === 0 ? 'Không còn gì để gửi lại.' : 'Đang gửi lại.'));
  const again = (): void => retry.mutate([item.id], { onError: (error) => showToast(describeError(error).message) });
  const { dispatchId } = item;
  return (
    <li className="track-quarantine">
      <div>
        <p>
          <b>{item.receiverName === '' ? item.receiverCode : item.receiverName}</b>{' '}
          <Chip tone={item.ageDays > 0 ? 'red' : 'amber'}>{sayAge(item)}</Chip>
        </p>
        <p>{item.reason}</p>
        <small>
          <AppLink href={item.link}>{item.what}</AppLink>
          {`, qua ${item.way.label.toLocaleLowerCase('vi')}, đã thử ${item.attempts} lần, lần cuối `}
          <time dateTime={item.failedAt} title={formatInstant(item.failedAt)}>
            {formatWhen(item.failedAt)}
          </time>
        </small>
      </div>
      <span className="track-acts">
        {dispatchId !== null && item.abilities['interchange.amend'] === true && (
          <Button size="small" onClick={() => setMending(true)}>
            Sửa và gửi lại
          </Button>
        )}
        {item.abilities['interchange.resend'] === true && (
          <Button size="small" kind="quiet" icon={RefreshCw} busy={retry.isPending} onClick={again}>
            Gửi lại
          </Button>
        )}
      </span>
      {mending && dispatchId !== null && (
        <AmendDialog
          target={{
            id: dispatchId,
            receiverName: item.receiverName,
            receiverCode: item.receiverCode,
            note: item.reason,
            way: item.way,
          }}
          onClose={() => setMending(false)}
        />
      )}
    </li>
  );
}

/** What is tried no more: letters and statuses that could not go, oldest first, each with what is wrong and the way out. */
export function DeadLetterList() {
  const list = useDeadLetters();
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const retry = useRetryDead((answer) => showToast(`Đang gửi lại ${formatNumber(answer.queued)} gói.`));
  const again = items.filter((item) => item.abilities['interchange.resend'] === true);
  if (list.isError) {
    return <ErrorNote title="Chưa tải được danh sách" error={list.error} onRetry={() => void list.refetch()} />;
  }
  return (
    <>
      {again.length > 1 && (
        <div className="track-batch">
          <span>{again.length} gói đã dừng gửi</span>
          <Button
            size="small"
            icon={RefreshCw}
            busy={retry.isPending}
            onClick={() => retry.mutate(again.map((item) => item.id))}
          >
            Gửi lại cả {again.length}
          </Button>
        </div>
      )}
      {retry.isError && <ErrorNote title="Chưa gửi lại được" error={retry.error} />}
      <div className="sheet">
        {list.isPending && <SkeletonRows rows={3} />}
        {list.isSuccess && items.length === 0 && (
          <Empty title="Không có gói nào dừng gửi">
            Hệ thống tự gửi lại khi đường truyền lỗi. Gói phải sửa mới gửi được (sai mã, sai mật khẩu kết nối, nơi nhận
            đã khóa) sẽ nằm ở đây với lý do.
          </Empty>
        )}
        <ul>
          {items.map((item) => (
            <DeadRow key={item.id} item={item} />
          ))}
        </ul>
        {list.hasNextPage && (
          <div className="pane-more">
            <Button size="small" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              Xem thêm
            </Button>
          </div>
        )}
      </div>
    </>
  );
}
