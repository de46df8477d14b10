import type { HistoryLine } from '@congvu/contracts';
import { Drawer } from 'antd';
import type { ReactNode } from 'react';
import { formatInstant, formatWhen } from '../../shared/text/dates.ts';
import { keyed } from '../../shared/ui/keyed.ts';
import { AppLink } from '../../shared/ui/link.tsx';
import { ErrorNote, SkeletonRows } from '../../shared/ui/notes.tsx';
import { usePhone } from '../../shared/ui/use-media.ts';

/** Newest first; the document or request behind a line is one tap away. */
export function HistoryLines({ history }: { history: readonly HistoryLine[] }) {
  if (history.length === 0) {
    return <p className="quiet">Chưa có thay đổi nào được ghi.</p>;
  }
  const newestFirst = [...history].sort((one, other) => other.at.localeCompare(one.at));
  return (
    <ol className="timeline">
      {keyed(newestFirst, (line) => `${line.at} ${line.text}`).map(({ key, item }, index) => (
        <li key={key} className={index === 0 ? 'is-now' : undefined}>
          <span>
            {item.link === null ? item.text : <AppLink href={item.link}>{item.text}</AppLink>}
            {item.who !== '' && <small>{item.who}</small>}
          </span>
          <time dateTime={item.at} title={formatInstant(item.at)}>
            {formatWhen(item.at)}
          </time>
        </li>
      ))}
    </ol>
  );
}

interface EntryDrawerProps {
  title: string;
  query: { isPending: boolean; isError: boolean; error: unknown; refetch: () => unknown };
  onClose: () => void;
  children: ReactNode;
}

/** One thing of a register with its facts, acts and history, beside the rows. */
export function EntryDrawer({ title, query, onClose, children }: EntryDrawerProps) {
  const phone = usePhone();
  return (
    <Drawer open title={title} onClose={onClose} size={phone ? '100%' : 480} rootClassName="thing-drawer">
      {query.isPending && <SkeletonRows rows={4} />}
      {query.isError && <ErrorNote title="Chưa tải được" error={query.error} onRetry={() => void query.refetch()} />}
      {children}
    </Drawer>
  );
}
