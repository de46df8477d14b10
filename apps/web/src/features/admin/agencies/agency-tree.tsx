import type { AgencyTree as Tree } from '@congvu/contracts';
import { ChevronDown, ChevronRight, Search } from 'lucide-react';
import { useState } from 'react';
import { formatDate, formatNumber, formatShortDate } from '../../../shared/text/dates.ts';
import { Chip } from '../../../shared/ui/marks.tsx';
import { Empty } from '../../../shared/ui/notes.tsx';
import { type Axis, axisOf, barOf, placeOf } from './life.ts';
import { LifeLinks } from './life-links.tsx';
import { firstOpen, rowsOf, type TreeRow } from './tree-rows.ts';

interface AgencyTreeProps {
  tree: Tree;
  accounts: Record<string, number>;
  selectedId: string | undefined;
  onSelect: (agencyId: string) => void;
}

interface RowProps {
  row: TreeRow;
  tree: Tree;
  axis: Axis;
  selected: boolean;
  onToggle: () => void;
  onSelect: () => void;
}

function StateChip({ row, tree }: Pick<RowProps, 'row' | 'tree'>) {
  const { line } = row;
  if (line === undefined) {
    return null;
  }
  if (line.state === 'ending' && line.validTo !== null) {
    return <Chip tone="amber">{`Kết thúc ${formatShortDate(line.validTo)}`}</Chip>;
  }
  if (line.state === 'coming') {
    return <Chip tone="blue">{`Từ ${formatShortDate(line.validFrom)}`}</Chip>;
  }
  const coming = tree.events.find((event) => !event.inForce && event.successorId === line.id && event.kind !== 'split');
  if (coming !== undefined) {
    return <Chip tone="blue">Nhận thêm</Chip>;
  }
  const renamed = tree.events.find((event) => !event.inForce && event.agencyId === line.id && event.kind === 'rename');
  return renamed === undefined ? null : <Chip tone="blue">{`Đổi tên ${formatShortDate(renamed.effectiveOn)}`}</Chip>;
}

function barClass(row: TreeRow): string {
  const state = row.line?.state;
  return state === 'ending' ? 'is-end' : state === 'ended' ? 'is-gone' : state === 'coming' ? 'is-plan' : '';
}

function LifeLine({ row, tree, axis }: Pick<RowProps, 'row' | 'tree' | 'axis'>) {
  const term = row.line ?? { validFrom: axis.from, validTo: null };
  const bar = barOf(axis, term);
  const taken = tree.events.find(
    (event) => !event.inForce && event.successorId === row.line?.id && event.kind === 'merge',
  );
  return (
    <span className="life" data-life={row.line?.id}>
      {bar !== undefined && (
        <i className={`life-bar ${barClass(row)}`} style={{ left: `${bar.left}%`, right: `${bar.right}%` }} />
      )}
      {taken !== undefined && (
        <i
          className="life-bar is-plan"
          style={{ left: `${placeOf(axis, taken.effectiveOn)}%`, right: 0 }}
          title={taken.text}
        />
      )}
    </span>
  );
}

function termText({ line }: TreeRow): string {
  if (line === undefined) {
    return '';
  }
  const from = `từ ${formatDate(line.validFrom)}`;
  return line.validTo === null ? from : `${from} đến ${formatDate(line.validTo)}`;
}

function AgencyRow({ row, tree, axis, selected, onToggle, onSelect }: RowProps) {
  const past = row.line?.state === 'ended' ? 'is-past' : '';
  return (
    <li
      className={`org-row ${selected ? 'is-selected' : ''} ${past} ${row.level === 0 ? 'is-top' : ''}`}
      style={{ '--lvl': row.level } as React.CSSProperties}
    >
      <span className="org-name">
        {row.open === undefined ? (
          <i className="org-leaf" aria-hidden />
        ) : (
          <button
            type="button"
            className="org-toggle"
            aria-expanded={row.open}
            aria-label={`${row.open ? 'Thu gọn' : 'Mở'} ${row.name}`}
            onClick={onToggle}
          >
            {row.open ? (
              <ChevronDown className="icon icon-16" aria-hidden />
            ) : (
              <ChevronRight className="icon icon-16" aria-hidden />
            )}
          </button>
        )}
        <button
          type="button"
          className="org-pick"
          aria-current={selected ? 'true' : undefined}
          title={[row.line?.name, termText(row)].filter(Boolean).join(', ')}
          onClick={row.line === undefined ? onToggle : onSelect}
        >
          {row.name}
          {row.gathered > 0 && <span className="num quiet"> {row.gathered}</span>}
        </button>
        <StateChip row={row} tree={tree} />
      </span>
      <span className="num r">
        {row.line?.hosted === false ? (
          <span className="quiet" title="Chỉ là địa chỉ nhận, chưa dùng hệ thống này">
            –
          </span>
        ) : (
          formatNumber(row.accounts)
        )}
      </span>
      <LifeLine row={row} tree={tree} axis={axis} />
    </li>
  );
}

const LABEL_SHARE = 11;
const NEAR_SHARE = 5;

interface Mark {
  day: string;
  left: number;
  labelled: boolean;
  near: boolean;
}

/** Days on which something already decided comes into force; labels that would lie on each other are left out. */
function comingMarks(tree: Tree, axis: Axis): Mark[] {
  const days = [...new Set(tree.events.filter((event) => !event.inForce).map((event) => event.effectiveOn))].sort();
  const today = placeOf(axis, tree.today);
  let free = 0;
  return days.map((day) => {
    const left = placeOf(axis, day);
    const near = left - today < NEAR_SHARE;
    // Beside today's own label there is room for one day only, and only when no other stands there.
    const labelled = near ? days.length === 1 : left >= free;
    free = labelled ? left + LABEL_SHARE : free;
    return { day, left, labelled, near };
  });
}

/** Agencies as lines in time: who lives, who ends, who takes over. */
export function AgencyTree({ tree, accounts, selectedId, onSelect }: AgencyTreeProps) {
  const [open, setOpen] = useState(() => firstOpen(tree));
  const [typed, setTyped] = useState('');
  const [body, setBody] = useState<HTMLElement | null>(null);
  const axis = axisOf(tree);
  const rows = rowsOf(tree, { open, typed, accounts });
  const toggle = (key: string): void => {
    const now = new Set(open);
    if (!now.delete(key)) {
      now.add(key);
    }
    setOpen(now);
  };
  return (
    <section className="sheet org-tree" aria-label="Cây cơ quan">
      <header className="org-row org-head">
        <label className="org-find">
          <Search className="icon icon-16" aria-hidden />
          <input
            className="filter"
            value={typed}
            placeholder="Tìm cơ quan, mã"
            aria-label="Tìm cơ quan theo tên hoặc mã"
            onChange={(event) => setTyped(event.target.value)}
          />
        </label>
        <span className="r">Tài khoản</span>
        <span className="life life-axis" aria-hidden>
          {axis.years.map((year) => (
            <small key={year} className="num" style={{ left: `${placeOf(axis, `${year}-01-01`)}%` }}>
              {year}
            </small>
          ))}
        </span>
      </header>
      <div className="org-body" ref={setBody}>
        <span className="org-lines" aria-hidden>
          <i className="org-today" style={{ left: `${placeOf(axis, tree.today)}%` }}>
            <small>Hôm nay</small>
          </i>
          {comingMarks(tree, axis).map((mark) => (
            <i key={mark.day} className={mark.near ? 'org-eff is-near' : 'org-eff'} style={{ left: `${mark.left}%` }}>
              {mark.labelled && <small className="num">{formatShortDate(mark.day)}</small>}
            </i>
          ))}
        </span>
        <ul>
          {rows.map((row) => (
            <AgencyRow
              key={row.key}
              row={row}
              tree={tree}
              axis={axis}
              selected={row.line !== undefined && row.line.id === selectedId}
              onToggle={() => toggle(row.key)}
              onSelect={() => row.line !== undefined && onSelect(row.line.id)}
            />
          ))}
        </ul>
        <LifeLinks body={body} tree={tree} axis={axis} shown={rows.map((row) => row.key).join(' ')} />
        {rows.length === 0 && <Empty title="Không có cơ quan nào khớp">Thử một từ khác trong tên hoặc mã.</Empty>}
      </div>
    </section>
  );
}
