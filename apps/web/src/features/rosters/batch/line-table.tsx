import type { BatchView, ItemState, RosterLineView } from '@congvu/contracts';
import { ClipboardPen, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import { ReasonDialog } from '../../../shared/feedback/reason-dialog.tsx';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { SmallSelect } from '../../../shared/fields/small-select.tsx';
import { useDelayed } from '../../../shared/pickers/use-delayed.ts';
import { formatNumber } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { AppLink } from '../../../shared/ui/link.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { ITEM_CHOICES, ITEM_TONES, nameOfLine, rosterColumns } from '../rosters.text.ts';
import { LINES_A_PAGE, type LineFilter, useLines, useRemoveLines } from '../rosters-api.ts';
import { ResultDrawer } from './result-drawer.tsx';

const PART_WORDS: Record<string, string> = { units: 'Đơn vị', people: 'Cá nhân' };

interface RowProps {
  view: BatchView;
  line: RosterLineView;
  columns: readonly { key: string; label: string }[];
  tick: { on: boolean; onTick: () => void } | undefined;
  onRecord: (() => void) | undefined;
}

function Row({ view, line, columns, tick, onRecord }: RowProps) {
  const name = nameOfLine(line.values);
  return (
    <tr className={tick?.on === true ? 'is-selected' : undefined}>
      <td className="roster-tick">
        {tick !== undefined && (
          <input
            type="checkbox"
            aria-label={`Chọn dòng ${line.stt}, ${name}`}
            checked={tick.on}
            onChange={tick.onTick}
          />
        )}
      </td>
      <td className="c" data-label="STT">
        {formatNumber(line.stt)}
      </td>
      <th scope="row" className="roster-line-name">
        {name}
        {line.part !== null && PART_WORDS[line.part] !== undefined && <small>{PART_WORDS[line.part]}</small>}
      </th>
      {columns.map(({ key, label }) => (
        <td key={key} data-label={label}>
          {line.values[key] ?? ''}
        </td>
      ))}
      <td data-label="Cơ quan">
        <AppLink href={`/de-nghi/${line.requestId}`}>{line.agencyName}</AppLink>
        <small>
          STT gốc {formatNumber(line.originalNo)}
          {line.late && <span className="soon">, gửi muộn</span>}
        </small>
      </td>
      {view.sentAt !== null && (
        <td data-label="Kết quả">
          <Chip tone={ITEM_TONES[line.state]}>{line.stateLabel}</Chip>
          {line.result !== '' && <small>{line.result}</small>}
          {line.reason !== '' && <small>{line.reason}</small>}
        </td>
      )}
      {onRecord !== undefined && (
        <td className="r acts">
          {line.state === 'open' && (
            <button type="button" className="link" aria-label={`Ghi kết quả: ${name}`} onClick={onRecord}>
              Ghi kết quả
            </button>
          )}
        </td>
      )}
    </tr>
  );
}

interface ChosenProps {
  view: BatchView;
  lines: readonly RosterLineView[];
  onRecord: () => void;
  onClear: () => void;
}

function ChosenBar({ view, lines, onRecord, onClear }: ChosenProps) {
  const [removing, setRemoving] = useState(false);
  const remove = useRemoveLines(view.id, () => {
    showToast(`Đã bỏ ${formatNumber(lines.length)} dòng; các dòng chờ đợt tổng hợp sau.`);
    onClear();
  });
  return (
    <div className="roster-bar">
      <span>
        Đã chọn <b className="num">{formatNumber(lines.length)}</b> dòng
      </span>
      <Button size="small" kind="quiet" onClick={onClear}>
        Bỏ chọn
      </Button>
      {view.abilities['requests.roster_change'] === true && (
        <Button size="small" icon={Trash2} onClick={() => setRemoving(true)}>
          Bỏ khỏi danh sách
        </Button>
      )}
      {view.abilities['requests.roster_record'] === true && (
        <Button size="small" kind="primary" icon={ClipboardPen} onClick={onRecord}>
          Ghi kết quả {formatNumber(lines.length)} dòng
        </Button>
      )}
      {removing && (
        <ReasonDialog
          open
          title={`Bỏ ${formatNumber(lines.length)} dòng khỏi danh sách`}
          consequence="Các dòng vẫn đã tiếp nhận và chờ đợt tổng hợp sau; đơn vị không phải gửi lại."
          confirmLabel="Bỏ khỏi danh sách"
          least={3}
          busy={remove.isPending}
          error={remove.error}
          onCancel={() => setRemoving(false)}
          onConfirm={(reason) => remove.mutate({ lineIds: lines.map(({ id }) => id), reason })}
        />
      )}
    </div>
  );
}

interface LineTableProps {
  view: BatchView;
  agencyId: string | undefined;
  onAgency: (agencyId: string | undefined) => void;
}

interface PagerProps {
  from: number;
  count: number;
  onBack: (() => void) | undefined;
  onNext: (() => void) | undefined;
}

function Pager({ from, count, onBack, onNext }: PagerProps) {
  return (
    <footer className="table-foot">
      <span>
        {count === 0 ? 'Không có dòng nào' : `Dòng ${formatNumber(from + 1)} đến ${formatNumber(from + count)}`}
      </span>
      {(onBack !== undefined || onNext !== undefined) && (
        <span className="roster-pager">
          <Button size="small" disabled={onBack === undefined} onClick={onBack}>
            Trang trước
          </Button>
          <Button size="small" disabled={onNext === undefined} onClick={onNext}>
            Trang sau
          </Button>
        </span>
      )}
    </footer>
  );
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

interface Ticks {
  ticked: ReadonlyMap<string, RosterLineView>;
  toggle: (line: RosterLineView) => void;
  toggleAll: (lines: readonly RosterLineView[]) => void;
  clear: () => void;
}

/** Lines chosen stay chosen while others are looked for. */
function useTicks(): Ticks {
  const [ticked, setTicked] = useState<ReadonlyMap<string, RosterLineView>>(new Map());
  const put = (lines: readonly RosterLineView[], on: boolean): void => {
    const next = new Map(ticked);
    for (const line of lines) {
      if (on) {
        next.set(line.id, line);
      } else {
        next.delete(line.id);
      }
    }
    setTicked(next);
  };
  return {
    ticked,
    toggle: (line) => put([line], !ticked.has(line.id)),
    toggleAll: (lines) => put(lines, !lines.every(({ id }) => ticked.has(id))),
    clear: () => setTicked(new Map()),
  };
}

interface LinesProps {
  view: BatchView;
  items: readonly RosterLineView[];
  ticks: Ticks;
  onRecord: (lines: readonly RosterLineView[]) => void;
}

function may(view: BatchView, act: 'record' | 'change'): boolean {
  return view.abilities[`requests.roster_${act}`] === true;
}

function Lines({ view, items, ticks, onRecord }: LinesProps) {
  const columns = rosterColumns(view.form);
  const records = may(view, 'record');
  const able = records ? items.filter(({ state }) => state === 'open') : may(view, 'change') ? items : [];
  return (
    <table className="table as-cards roster-lines">
      <thead>
        <tr>
          <th scope="col" className="roster-tick">
            {able.length > 0 && (
              <input
                type="checkbox"
                aria-label="Chọn cả trang"
                checked={able.every(({ id }) => ticks.ticked.has(id))}
                onChange={() => ticks.toggleAll(able)}
              />
            )}
          </th>
          <th scope="col" className="c">
            STT
          </th>
          <th scope="col">Tên</th>
          {columns.map(({ key, label }) => (
            <th key={key} scope="col">
              {label}
            </th>
          ))}
          <th scope="col">Cơ quan gửi</th>
          {view.sentAt !== null && <th scope="col">Kết quả</th>}
          {records && (
            <th scope="col" className="r">
              Việc
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {items.map((line) => (
          <Row
            key={line.id}
            view={view}
            line={line}
            columns={columns}
            tick={able.includes(line) ? { on: ticks.ticked.has(line.id), onTick: () => ticks.toggle(line) } : undefined}
            onRecord={records ? () => onRecord([line]) : undefined}
          />
        ))}
      </tbody>
    </table>
  );
}

interface FiltersProps extends LineTableProps {
  typed: string;
  onTyped: (typed: string) => void;
  state: ItemState | '';
  onState: (state: ItemState | '') => void;
}

function Filters({ view, agencyId, onAgency, typed, onTyped, state, onState }: FiltersProps) {
  const agency = view.totals.find((total) => total.agencyId === agencyId);
  return (
    <div className="roster-line-filters">
      <input
        className="input"
        type="search"
        aria-label="Tìm dòng"
        placeholder="Tìm tên, tài khoản, địa chỉ thư"
        value={typed}
        onChange={(event) => onTyped(event.target.value)}
      />
      {view.sentAt !== null && <SmallSelect label="Kết quả" value={state} options={ITEM_CHOICES} onChange={onState} />}
      {agency !== undefined && (
        <button type="button" className="roster-narrow" onClick={() => onAgency(undefined)}>
          {agency.agencyName} <X className="icon icon-16" aria-label="Bỏ lọc cơ quan" />
        </button>
      )}
    </div>
  );
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
        <Filters
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
            <Lines view={view} items={items} ticks={ticks} onRecord={setRecording} />
            <Pager
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
