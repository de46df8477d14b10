import type { BatchView, ItemState, RosterLineView } from '@congvu/contracts';
import { useState } from 'react';
import { useDelayed } from '../../../shared/pickers/use-delayed.ts';
import { formatNumber } from '../../../shared/text/dates.ts';
import { Empty, ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { LINES_A_PAGE, type LineFilter, useLines } from '../rosters-api.ts';
import { LineRows } from './line-rows.tsx';
import { ChosenBar, LineFilters, LinePager } from './line-tools.tsx';
import { ResultDrawer } from './result-drawer.tsx';
import { useTicks } from './use-ticks.ts';

interface LineTableProps {
  view: BatchView;
  agencyId: string | undefined;
  onAgency: (agencyId: string | undefined) => void;
}

/** Pages by the server's cursors; another filter begins anew. */
function useWay(place: string) {
  const [way, setWay] = useState<{ of: string; cursors: string[] }>({ of: place, cursors: [] });
  const cursors = way.of === place ? way.cursors : [];
  return {
    cursor: cursors.at(-1),
    page: cursors.length,
    back: () => setWay({ of: place, cursors: cursors.slice(0, -1) }),
    on: (next: string) => setWay({ of: place, cursors: [...cursors, next] }),
  };
}

/** The merged list, a hundred lines at a time however long it is. */
export function LineTable({ view, agencyId, onAgency }: LineTableProps) {
  const [typed, setTyped] = useState('');
  const q = useDelayed(typed.trim(), 300);
  const [state, setState] = useState<ItemState | ''>('');
  const filter: LineFilter = {
    ...(agencyId !== undefined && { agencyId }),
    ...(q !== '' && { q }),
    ...(state !== '' && { state }),
  };
  const way = useWay(JSON.stringify(filter));
  const lines = useLines(view.id, filter, way.cursor);
  const items = lines.data?.items ?? [];
  const next = lines.data?.nextCursor ?? null;
  const ticks = useTicks();
  const [recording, setRecording] = useState<readonly RosterLineView[]>();
  const chosen = [...ticks.ticked.values()];
  return (
    <section aria-label="Các dòng của danh sách">
      <div className="roster-part">
        <h2>
          Danh sách <span className="num quiet">{formatNumber(view.lines)}</span>
        </h2>
        <LineFilters
          view={view}
          agencyId={agencyId}
          onAgency={onAgency}
          typed={typed}
          onTyped={setTyped}
          state={state}
          onState={setState}
        />
      </div>
      {chosen.length > 0 && (
        <ChosenBar view={view} lines={chosen} onRecord={() => setRecording(chosen)} onClear={ticks.clear} />
      )}
      {lines.isError && (
        <ErrorNote title="Chưa tải được các dòng" error={lines.error} onRetry={() => void lines.refetch()} />
      )}
      <div className="sheet table-frame">
        {lines.isPending && <SkeletonRows rows={6} />}
        {lines.isSuccess && items.length === 0 && (
          <Empty title="Không có dòng nào trong phần đang xem">Bỏ bớt điều kiện lọc để xem các dòng khác.</Empty>
        )}
        {items.length > 0 && (
          <>
            <LineRows view={view} items={items} ticks={ticks} onRecord={setRecording} />
            <LinePager
              from={way.page * LINES_A_PAGE}
              count={items.length}
              onBack={way.page > 0 ? way.back : undefined}
              onNext={next === null ? undefined : () => way.on(next)}
            />
          </>
        )}
      </div>
      {recording !== undefined && (
        <ResultDrawer
          view={view}
          lines={recording}
          onClose={() => setRecording(undefined)}
          onDone={() => {
            setRecording(undefined);
            ticks.clear();
          }}
        />
      )}
    </section>
  );
}
