import type { QuarantineItem } from '@congvu/contracts';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { describeError } from '../../shared/api/errors.ts';
import { ReasonDialog } from '../../shared/feedback/reason-dialog.tsx';
import { showToast } from '../../shared/feedback/toast.tsx';
import { formatInstant, formatMoment } from '../../shared/text/dates.ts';
import { formatSize } from '../../shared/text/names.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Chip } from '../../shared/ui/marks.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../shared/ui/notes.tsx';
import { useQuarantine, useQuarantineAct } from './tracking-api.ts';

const CARRIERS: Record<string, string> = {
  inside: 'trong hệ thống',
  peer: 'kết nối trực tiếp',
  national: 'trục liên thông quốc gia',
  provincial: 'trục liên thông của tỉnh',
  mail: 'thư công vụ',
};

/** What to do, where the reason alone does not say it. */
const ADVICE: Record<string, string> = {
  'interchange.conflict':
    'So hai văn bản trước khi nhận: nơi gửi có thể đã sửa và gửi lại, hoặc ai đó mượn số của văn bản cũ.',
  'interchange.sender_mismatch': 'Gọi nơi gửi theo số điện thoại đã biết, không theo số ghi trong gói tin.',
  'interchange.sender_unproven': 'Chưa chứng minh được ai gửi. Gọi nơi gửi xác nhận rồi mới đọc lại.',
  'interchange.wrong_addressee': 'Báo nơi gửi biết gửi nhầm rồi loại bỏ.',
  'interchange.changed_after_signing': 'Không dùng văn bản này. Đề nghị nơi gửi gửi lại bản đã ký.',
  'interchange.infected': 'Gói gốc không tải về được. Báo nơi gửi và bộ phận an toàn thông tin.',
};

/** What reading it again means, where it is a decision. */
const RETRY_LABELS: Record<string, string> = {
  'interchange.conflict': 'Nhận như văn bản mới',
  'interchange.sender_unproven': 'Đã xác minh, nhận',
};

function QuarantineRow({ item }: { item: QuarantineItem }) {
  const [asking, setAsking] = useState(false);
  const act = useQuarantineAct(() => {
    setAsking(false);
    showToast('Đã xử lý gói tin.');
  });
  const retry = (): void =>
    act.mutate({ id: item.id, act: 'retry' }, { onError: (error) => showToast(describeError(error).message) });
  return (
    <li className="track-quarantine">
      <div>
        <p>
          <b>{item.senderName === '' ? item.senderCode : item.senderName}</b>{' '}
          {item.state === 'discarded' && <Chip>Đã loại bỏ</Chip>}
        </p>
        <p>{item.reason}</p>
        {ADVICE[item.code] !== undefined && <p className="quiet">{ADVICE[item.code]}</p>}
        <small>
          <time dateTime={item.receivedAt} title={formatInstant(item.receivedAt)}>
            Nhận {formatMoment(item.receivedAt)}
          </time>
          {` qua ${CARRIERS[item.carrier] ?? item.carrier}, ${formatSize(item.size)}, mã cơ quan gửi `}
          <span className="num">{item.senderCode}</span>
        </small>
      </div>
      <span className="track-acts">
        {item.abilities['interchange.retry'] === true && (
          <Button size="small" busy={act.isPending} onClick={retry}>
            {RETRY_LABELS[item.code] ?? 'Đọc lại'}
          </Button>
        )}
        {item.code !== 'interchange.infected' && item.abilities['interchange.read_raw'] === true && (
          <a className="btn btn-small" href={`/api/interchange/quarantine/${item.id}/raw`} download>
            <Download className="icon" aria-hidden />
            Gói gốc
          </a>
        )}
        {item.abilities['interchange.discard'] === true && (
          <Button size="small" kind="quiet" onClick={() => setAsking(true)}>
            Loại bỏ
          </Button>
        )}
      </span>
      {asking && (
        <ReasonDialog
          open
          title="Loại bỏ gói tin"
          consequence="Gói tin không nhận vào nữa; bản gốc và lý do vẫn lưu để tra cứu."
          confirmLabel="Loại bỏ"
          busy={act.isPending}
          error={act.error}
          onCancel={() => setAsking(false)}
          onConfirm={(reason) => act.mutate({ id: item.id, act: 'discard', reason })}
        />
      )}
    </li>
  );
}

/** Messages that could not be taken in, kept with their bytes until somebody decides. */
export function QuarantineList() {
  const list = useQuarantine(true);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (list.isError) {
    return <ErrorNote title="Chưa tải được gói tin" error={list.error} onRetry={() => void list.refetch()} />;
  }
  return (
    <div className="sheet">
      {list.isPending && <SkeletonRows rows={3} />}
      {list.isSuccess && items.length === 0 && (
        <Empty title="Không có gói tin bị giữ lại">
          Gói tin sai cấu trúc, sai người nhận hoặc trùng số khác nội dung sẽ nằm ở đây, không tự mất đi.
        </Empty>
      )}
      <ul>
        {items.map((item) => (
          <QuarantineRow key={item.id} item={item} />
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
  );
}
