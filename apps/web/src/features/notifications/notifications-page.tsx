import type { NotificationPage, NotificationView, ReadNotifications } from '@congvu/contracts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { CheckCheck } from 'lucide-react';
import { useState } from 'react';
import './notifications.css';
import { getJson } from '../../shared/api/client.ts';
import { useWrite } from '../../shared/api/write.ts';
import { formatInstant, formatNumber, formatWhen } from '../../shared/text/dates.ts';
import { Button } from '../../shared/ui/button.tsx';
import { AppLink } from '../../shared/ui/link.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../shared/ui/notes.tsx';
import { Tabs } from '../../shared/ui/tabs.tsx';

type Box = 'all' | 'unread';

function useNotices(box: Box) {
  return useInfiniteQuery({
    queryKey: ['notifications', box],
    queryFn: ({ pageParam, signal }) =>
      getJson<NotificationPage>(
        '/api/notifications',
        { cursor: pageParam, unread: box === 'unread' ? 'true' : undefined },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

function NoticeRow({ notice, onOpen }: { notice: NotificationView; onOpen: () => void }) {
  const unread = notice.readAt === null;
  return (
    <li>
      <AppLink className={unread ? 'notice is-unread' : 'notice'} href={notice.link} onClick={onOpen}>
        <i aria-hidden />
        <div>
          <p>
            {unread && <span className="visually-hidden">Chưa đọc: </span>}
            {notice.text}
          </p>
          <small>{notice.reason}</small>
        </div>
        <time dateTime={notice.at} title={formatInstant(notice.at)}>
          {formatWhen(notice.at)}
        </time>
      </AppLink>
    </li>
  );
}

/** Thông báo: few, merged, each says why it came; acting on the thing itself clears it too. */
export function NotificationsPage() {
  const [box, setBox] = useState<Box>('all');
  const notices = useNotices(box);
  const read = useWrite<ReadNotifications, unknown>({
    request: (body) => ({ path: '/api/notifications/read', body }),
    topics: ['notifications'],
  });
  const items = notices.data?.pages.flatMap((page) => page.items) ?? [];
  const unread = notices.data?.pages[0]?.unread ?? 0;
  const newest = items[0];
  return (
    <div className="content">
      <header className="page-head">
        <div>
          <h1>Thông báo</h1>
          <p>{unread === 0 ? 'Không có thông báo chưa đọc.' : `${formatNumber(unread)} thông báo chưa đọc.`}</p>
        </div>
        {unread > 0 && newest !== undefined && (
          <div className="page-actions">
            <Button icon={CheckCheck} busy={read.isPending} onClick={() => read.mutate({ upTo: newest.id })}>
              Đánh dấu tất cả đã đọc
            </Button>
          </div>
        )}
      </header>
      <Tabs<Box>
        label="Thông báo"
        tabs={[
          { key: 'all', label: 'Tất cả' },
          { key: 'unread', label: 'Chưa đọc', count: unread },
        ]}
        active={box}
        onChange={setBox}
      />
      {read.isError && <ErrorNote title="Chưa đánh dấu được" error={read.error} />}
      <div className="sheet" style={{ marginTop: 24 }}>
        {notices.isPending && <SkeletonRows rows={5} />}
        {notices.isError && (
          <ErrorNote title="Chưa tải được thông báo" error={notices.error} onRetry={() => void notices.refetch()} />
        )}
        {notices.isSuccess && items.length === 0 && (
          <Empty title={box === 'unread' ? 'Đã đọc hết' : 'Chưa có thông báo'}>
            Việc mới được giao, văn bản chờ ý kiến và kết quả gửi nhận sẽ báo ở đây.
          </Empty>
        )}
        <ul>
          {items.map((notice) => (
            <NoticeRow
              key={notice.id}
              notice={notice}
              onOpen={() => notice.readAt === null && read.mutate({ ids: [notice.id] })}
            />
          ))}
        </ul>
      </div>
      {notices.hasNextPage && (
        <p style={{ marginTop: 16 }}>
          <Button busy={notices.isFetchingNextPage} onClick={() => void notices.fetchNextPage()}>
            Xem thêm
          </Button>
        </p>
      )}
    </div>
  );
}
