import type { TaskListItem, TaskPage, TaskQuery } from '@congvu/contracts';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import './tasks.css';
import { getJson } from '../../shared/api/client.ts';
import { useRoles } from '../../shared/session/me.ts';
import { formatInstant, formatWhen } from '../../shared/text/dates.ts';
import { Button } from '../../shared/ui/button.tsx';
import { AppLink } from '../../shared/ui/link.tsx';
import { Chip } from '../../shared/ui/marks.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../shared/ui/notes.tsx';
import { Segments, Tabs } from '../../shared/ui/tabs.tsx';

type Box = TaskQuery['box'];
type Filter = TaskQuery['filter'];

const BOXES: readonly { key: Box; label: string; roles?: readonly string[] }[] = [
  { key: 'mine', label: 'Việc của tôi' },
  { key: 'given', label: 'Việc tôi giao', roles: ['leader', 'unit_head'] },
  { key: 'unit', label: 'Việc của đơn vị', roles: ['unit_head'] },
];

const FILTERS: readonly { key: Filter; label: string }[] = [
  { key: 'open', label: 'Đang xử lý' },
  { key: 'due_soon', label: 'Sắp hạn' },
  { key: 'overdue', label: 'Quá hạn' },
  { key: 'reported', label: 'Chờ duyệt kết quả' },
  { key: 'informed', label: 'Để biết' },
  { key: 'done', label: 'Đã xong' },
];

const EMPTY: Record<Filter, readonly [title: string, line: string]> = {
  open: ['Không còn việc đang xử lý', 'Việc được giao chủ trì hoặc phối hợp sẽ nằm ở đây cho đến khi xong.'],
  due_soon: ['Không có việc sắp hạn', 'Việc còn hai ngày làm việc trở xuống sẽ nằm ở đây.'],
  overdue: ['Không có việc quá hạn', 'Việc quá hạn xử lý sẽ nằm ở đây.'],
  reported: ['Không có kết quả chờ duyệt', 'Việc đã báo cáo kết quả, chờ người giao duyệt sẽ nằm ở đây.'],
  informed: ['Chưa có văn bản để biết', 'Văn bản được chuyển để biết, thực hiện sẽ nằm ở đây.'],
  done: ['Chưa có việc đã xong', 'Việc đã hoàn thành được giữ ở đây để tra cứu.'],
};

function useTasks(box: Box, filter: Filter) {
  return useInfiniteQuery({
    queryKey: ['tasks', 'list', box, filter],
    queryFn: ({ pageParam, signal }) => getJson<TaskPage>('/api/tasks', { box, filter, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

function TaskRow({ task, box }: { task: TaskListItem; box: Box }) {
  const about =
    box === 'mine'
      ? `${task.assignedBy} giao ${formatWhen(task.assignedAt)}`
      : `${task.displayName}, giao ${formatWhen(task.assignedAt)}`;
  const near = task.deadline !== null && (task.deadline.tone === 'red' || task.deadline.tone === 'amber');
  return (
    <li>
      <AppLink className={task.unread ? 'task is-unread' : 'task'} href={task.link}>
        <span className="task-role">{task.roleLabel}</span>
        <div>
          <p>
            <b>{task.objectAbstract}</b>
          </p>
          <small title={formatInstant(task.assignedAt)}>
            {task.objectTitle}. {about}
            {task.directive === '' ? '' : `: “${task.directive}”`}
          </small>
        </div>
        <span className="task-marks">
          {task.deadline !== null && (
            <Chip tone={task.deadline.tone === 'green' ? 'neutral' : task.deadline.tone}>{task.deadline.label}</Chip>
          )}
          {!near && (
            <Chip tone={task.state === 'done' ? 'green' : task.unread ? 'blue' : 'neutral'}>{task.stateLabel}</Chip>
          )}
        </span>
      </AppLink>
    </li>
  );
}

/** Công việc: mine, what I gave, what the unit has; reporting and approving happen at the document. */
export function TasksPage() {
  const roles = useRoles();
  const boxes = BOXES.filter((box) => box.roles === undefined || box.roles.some((role) => roles.has(role)));
  const [box, setBox] = useState<Box>(roles.has('leader') ? 'given' : 'mine');
  const [filter, setFilter] = useState<Filter>('open');
  const tasks = useTasks(box, filter);
  const items = tasks.data?.pages.flatMap((page) => page.items) ?? [];
  const counts = tasks.data?.pages[0]?.counts;
  const [title, line] = EMPTY[filter];
  return (
    <div className="content">
      <header className="page-head">
        <div>
          <h1>Công việc</h1>
          <p>Hạn tính theo ngày làm việc; việc sắp hạn và quá hạn được nhắc trên bàn làm việc.</p>
        </div>
      </header>
      {boxes.length > 1 && (
        <div className="task-box">
          <Segments<Box> label="Nhóm việc" tabs={boxes} active={box} onChange={setBox} />
        </div>
      )}
      <Tabs<Filter>
        label="Tình trạng việc"
        tabs={FILTERS.map((one) => ({ ...one, count: counts?.[one.key], capped: (counts?.[one.key] ?? 0) >= 1000 }))}
        active={filter}
        onChange={setFilter}
      />
      <div className="sheet task-list">
        {tasks.isPending && <SkeletonRows rows={5} />}
        {tasks.isError && (
          <ErrorNote title="Chưa tải được công việc" error={tasks.error} onRetry={() => void tasks.refetch()} />
        )}
        {tasks.isSuccess && items.length === 0 && <Empty title={title}>{line}</Empty>}
        <ul>
          {items.map((task) => (
            <TaskRow key={task.id} task={task} box={box} />
          ))}
        </ul>
      </div>
      {tasks.hasNextPage && (
        <p style={{ marginTop: 16 }}>
          <Button busy={tasks.isFetchingNextPage} onClick={() => void tasks.fetchNextPage()}>
            Xem thêm
          </Button>
        </p>
      )}
    </div>
  );
}
