import type { ReactNode } from 'react';
import { formatNumber } from '../../shared/text/dates.ts';
import { Button } from '../../shared/ui/button.tsx';
import { ErrorNote, SkeletonRows } from '../../shared/ui/notes.tsx';
import type { RegisterQuery } from './things-api.ts';

interface RegisterSheetProps {
  query: RegisterQuery;
  shown: number;
  total: number;
  /** "chứng thư", "tài khoản": what the rows are. */
  what: string;
  empty: ReactNode;
  children: ReactNode;
}

/** The frame around the rows of a register: waiting, a fault, nothing yet, and at the foot how many of how many. */
export function RegisterSheet({ query, shown, total, what, empty, children }: RegisterSheetProps) {
  if (query.isPending) {
    return (
      <div className="sheet">
        <SkeletonRows rows={8} />
      </div>
    );
  }
  if (query.isError) {
    return <ErrorNote title="Chưa tải được sổ" error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (shown === 0) {
    return <div className="sheet">{empty}</div>;
  }
  const rest = total - shown;
  return (
    <>
      <div className={query.isPlaceholderData ? 'sheet thing-frame is-stale' : 'sheet thing-frame'}>{children}</div>
      <footer className="table-foot">
        <span>
          <span className="num">{formatNumber(shown)}</span> trong <span className="num">{formatNumber(total)}</span>{' '}
          {what}
        </span>
        {query.hasNextPage && (
          <Button
            kind="quiet"
            size="small"
            className="no-print"
            busy={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            Xem thêm {formatNumber(Math.min(rest, 50))} {what}
          </Button>
        )}
      </footer>
    </>
  );
}
