import type { DrillListItem, DrillView } from '@congvu/contracts';
import { useState } from 'react';
import { dateOf, formatDate, formatNumber } from '../../../shared/text/dates.ts';
import { Chip } from '../../../shared/ui/marks.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { percent } from '../threats.text.ts';
import { useDrill, useDrills } from '../threats-api.ts';

function People({ drill }: { drill: DrillView }) {
  if (drill.people.length === 0) {
    return null;
  }
  return (
    <>
      <p className="quiet">Chỉ thủ trưởng đơn vị thấy danh sách này: để hướng dẫn, không để phê bình.</p>
      <ul className="threats-holders">
        {drill.people.map((person) => (
          <li key={person.name}>
            <p>{person.name}</p>
            <Chip tone={person.reported ? 'green' : person.clicked ? 'amber' : 'neutral'}>
              {person.reported ? 'Đã báo' : person.clicked ? 'Đã bấm liên kết' : 'Chưa báo'}
            </Chip>
          </li>
        ))}
      </ul>
    </>
  );
}

function Units({ id }: { id: string }) {
  const query = useDrill(id);
  if (query.data === undefined) {
    return query.isError ? <ErrorNote title="Chưa tải được kết quả" error={query.error} /> : <SkeletonRows rows={3} />;
  }
  return (
    <>
      <table className="table is-dense">
        <thead>
          <tr>
            <th>Đơn vị</th>
            <th className="r">Đã gửi</th>
            <th className="r">Báo</th>
            <th className="r">Bấm</th>
            <th className="r">Báo sau, phút</th>
          </tr>
        </thead>
        <tbody>
          {query.data.units.map((unit) => (
            <tr key={unit.agencyId}>
              <td className="threats-unit">{unit.agencyName}</td>
              <td className="r">{formatNumber(unit.sent)}</td>
              <td className="r">{percent(unit.reported, unit.sent)}</td>
              <td className="r">{percent(unit.clicked, unit.sent)}</td>
              <td className="r">{unit.firstReportMinutes === null ? '' : formatNumber(unit.firstReportMinutes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <People drill={query.data} />
    </>
  );
}

function Line({ drill, open, onOpen }: { drill: DrillListItem; open: boolean; onOpen: () => void }) {
  return (
    <li>
      <div>
        <button type="button" className="rep-name" aria-expanded={open} onClick={onOpen}>
          {drill.name}
        </button>
        <small>
          {formatDate(dateOf(drill.startedAt))}, {formatNumber(drill.sent)}/{formatNumber(drill.targets)} người, báo{' '}
          {percent(drill.reported, drill.sent)}, bấm {percent(drill.clicked, drill.sent)}
        </small>
        {open && <Units id={drill.id} />}
      </div>
      <Chip>{drill.stateLabel}</Chip>
    </li>
  );
}

export function DrillResults() {
  const query = useDrills();
  const [asked, setAsked] = useState<string>();
  if (query.isError) {
    return (
      <ErrorNote title="Chưa tải được các lần diễn tập" error={query.error} onRetry={() => void query.refetch()} />
    );
  }
  if (query.data === undefined) {
    return <SkeletonRows rows={4} />;
  }
  const open = asked ?? query.data.items[0]?.id;
  return query.data.items.length === 0 ? (
    <Empty title="Chưa diễn tập lần nào">Kết quả từng lần, theo đơn vị, hiện ở đây.</Empty>
  ) : (
    <ul className="threats-held threats-drills">
      {query.data.items.map((drill) => (
        <Line key={drill.id} drill={drill} open={drill.id === open} onOpen={() => setAsked(drill.id)} />
      ))}
    </ul>
  );
}
