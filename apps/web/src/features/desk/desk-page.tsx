import type { DeskGroup, DeskRow, DeskView } from '@congvu/contracts';
import { useQuery } from '@tanstack/react-query';
import { NotebookPen, PencilLine } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import './desk.css';
import { getJson } from '../../shared/api/client.ts';
import { useMe, useRoles } from '../../shared/session/me.ts';
import { formatNumber, formatToday } from '../../shared/text/dates.ts';
import { useHotkeys } from '../../shared/ui/hotkeys.ts';
import { AppLink, useGo } from '../../shared/ui/link.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../shared/ui/notes.tsx';
import { Tabs } from '../../shared/ui/tabs.tsx';
import { TodoRow } from './desk-row.tsx';

const QUICK_REGISTER = '/van-ban-den/vao-so';

function useDesk() {
  return useQuery({ queryKey: ['desk'], queryFn: ({ signal }) => getJson<DeskView>('/api/desk', undefined, signal) });
}

/** "13 việc chờ xử lý, 1 việc quá hạn." with the overdue part in red. */
function Summary({ summary }: { summary: DeskView['summary'] }) {
  const overdue = `${summary.overdue} việc quá hạn`;
  const [before, after] = summary.text.split(overdue);
  if (summary.overdue === 0 || after === undefined) {
    return <p>{summary.text}</p>;
  }
  return (
    <p>
      {before}
      <span className="late">{overdue}</span>
      {after}
    </p>
  );
}

type PeekFor = (group: DeskGroup, row: DeskRow) => ReactNode | undefined;

function TodoGroup({ group, peekFor }: { group: DeskGroup; peekFor: PeekFor }) {
  const [openId, setOpenId] = useState<string>();
  const more = group.count - group.rows.length;
  const first = group.rows[0];
  return (
    <section className="todo-group" aria-label={group.title}>
      <h2>
        {group.title}
        <span className="num">{formatNumber(group.count)}</span>
      </h2>
      <ul className={more > 0 ? 'sheet sheet-stack' : 'sheet'}>
        {group.rows.map((row) => (
          <TodoRow
            key={row.id}
            row={row}
            peek={peekFor(group, row)}
            open={openId === row.id}
            onToggle={() => setOpenId(openId === row.id ? undefined : row.id)}
          />
        ))}
        {more > 0 && first !== undefined && (
          <li className="todo-all">
            <AppLink href={first.link}>Còn {formatNumber(more)} việc nữa</AppLink>
          </li>
        )}
      </ul>
    </section>
  );
}

function FirstAct({ clerk }: { clerk: boolean }) {
  return clerk ? (
    <AppLink className="btn" href={QUICK_REGISTER}>
      <NotebookPen className="icon" aria-hidden />
      Vào sổ liên tiếp <kbd>F4</kbd>
    </AppLink>
  ) : (
    <AppLink className="btn" href="/van-ban-di?soan=1">
      <PencilLine className="icon" aria-hidden />
      Soạn văn bản
    </AppLink>
  );
}

/** Bàn làm việc: what must I do now, in one list; what is late comes first. */
export function DeskPage({ peekFor }: { peekFor: PeekFor }) {
  const { now } = useMe();
  const roles = useRoles();
  const go = useGo();
  const desk = useDesk();
  const [tab, setTab] = useState('all');
  const clerk = roles.has('clerk');
  const writes = clerk || ['leader', 'unit_head', 'specialist', 'focal'].some((role) => roles.has(role));
  useHotkeys({ F4: clerk ? () => go(QUICK_REGISTER) : undefined });
  const { data } = desk;
  const shown = (data?.groups ?? []).filter((group) => tab === 'all' || group.tab.key === tab);
  return (
    <div className="content desk">
      <header className="page-head desk-head">
        <div>
          <h1 className="desk-today">{formatToday(data?.today ?? now)}</h1>
          {data === undefined ? <p>Đang xem việc chờ…</p> : <Summary summary={data.summary} />}
        </div>
        {writes && (
          <div className="page-actions only-wide">
            <FirstAct clerk={clerk} />
          </div>
        )}
      </header>
      {data !== undefined && data.tabs.length > 1 && (
        <Tabs
          label="Loại việc"
          tabs={data.tabs}
          active={data.tabs.some((one) => one.key === tab) ? tab : 'all'}
          onChange={setTab}
        />
      )}
      {desk.isPending && (
        <div className="sheet todo-group">
          <SkeletonRows rows={5} />
        </div>
      )}
      {desk.isError && (
        <ErrorNote title="Chưa tải được việc chờ" error={desk.error} onRetry={() => void desk.refetch()} />
      )}
      {shown.map((group) => (
        <TodoGroup key={group.key} group={group} peekFor={peekFor} />
      ))}
      {data !== undefined && shown.length === 0 && (
        <div className="sheet todo-group">
          <Empty title="Không còn việc chờ" action={writes ? <FirstAct clerk={clerk} /> : undefined}>
            {clerk
              ? 'Văn bản mới đến, văn bản chờ cấp số và nơi nhận chưa xác nhận sẽ nằm ở đây.'
              : 'Văn bản được giao, việc đến hạn và văn bản chờ duyệt, chờ ký sẽ nằm ở đây.'}
          </Empty>
        </div>
      )}
    </div>
  );
}
