import type { BatchView, RosterLineView } from '@congvu/contracts';
import { rosterColumns } from '../rosters.text.ts';
import { LineRow } from './line-row.tsx';
import type { Ticks } from './use-ticks.ts';

interface LineRowsProps {
  view: BatchView;
  items: readonly RosterLineView[];
  ticks: Ticks;
  onRecord: (lines: readonly RosterLineView[]) => void;
}

function may(view: BatchView, act: 'record' | 'change'): boolean {
  return view.abilities[`requests.roster_${act}`] === true;
}

export function LineRows({ view, items, ticks, onRecord }: LineRowsProps) {
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
          <LineRow
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
