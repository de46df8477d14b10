import type { FreeMailStats } from '@congvu/contracts';
import { useId } from 'react';
import { formatMoment, formatNumber, officeToday } from '../../../shared/text/dates.ts';
import { keyed } from '../../../shared/ui/keyed.ts';
import { ErrorNote } from '../../../shared/ui/notes.tsx';
import { useFreeMailStats } from '../threats-api.ts';

const SHOWN = 20;

function UnitRows({ units }: { units: FreeMailStats['units'] }) {
  return (
    <div className="table-frame">
      <table className="table is-dense as-cards">
        <colgroup>
          <col />
          <col className="threats-col-free" />
          <col className="threats-col-free" />
          <col className="threats-col-free" />
          <col className="threats-col-free" />
          <col className="threats-col-free" />
        </colgroup>
        <thead>
          <tr>
            <th>Đơn vị</th>
            <th className="r">Gửi bị chặn</th>
            <th className="r">Gửi cho công dân</th>
            <th className="r">Thư thường, đã nhắc</th>
            <th className="r">Nhận bị từ chối</th>
            <th className="r">Nhận của công dân</th>
          </tr>
        </thead>
        <tbody>
          {units.map((unit) => (
            <tr key={`${unit.agencyId} ${unit.unitId}`}>
              <td className="threats-unit">
                {unit.unitName}
                <small className="quiet threats-free-agency">{unit.agencyName}</small>
              </td>
              <td className="r" data-label="Gửi bị chặn">
                {formatNumber(unit.sentRefused)}
              </td>
              <td className="r" data-label="Gửi cho công dân">
                {formatNumber(unit.sentExceptions)}
              </td>
              <td className="r" data-label="Thư thường, đã nhắc">
                {formatNumber(unit.sentWarned)}
              </td>
              <td className="r" data-label="Nhận bị từ chối">
                {formatNumber(unit.receivedRefused)}
              </td>
              <td className="r" data-label="Nhận của công dân">
                {formatNumber(unit.receivedExceptions)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Exceptions({ items }: { items: FreeMailStats['exceptions'] }) {
  if (items.length === 0) {
    return null;
  }
  return (
    <details className="threats-free">
      <summary>Lý do của {formatNumber(items.length)} lần nhận, gửi cho công dân</summary>
      <ul className="threats-holders">
        {keyed(items.slice(0, SHOWN), ({ at, address }) => `${at} ${address}`).map(({ key, item }) => (
          <li key={key}>
            <div>
              <p>{item.reason}</p>
              <small>
                {item.direction === 'sent' ? 'Gửi' : 'Nhận'} {item.numberSymbol}{' '}
                <span className="num">{item.address}</span>, {item.unitName}, {formatMoment(item.at)}
                {item.approverName !== '' && <>, {item.approverName} đồng ý</>}
              </small>
            </div>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Documents and free mail since the first of January, by unit: what the heads answer for (letter of the district, section 4). */
export function FreeMail() {
  const today = officeToday();
  const heading = useId();
  const query = useFreeMailStats(`${today.slice(0, 4)}-01-01`, today);
  if (query.isError) {
    return <ErrorNote title="Chưa tải được thống kê thư miễn phí" error={query.error} />;
  }
  if (query.data === undefined) {
    return null;
  }
  const { units, exceptions } = query.data;
  return (
    <section className="sheet threats-pad" aria-labelledby={heading}>
      <h2 id={heading}>Văn bản qua thư miễn phí từ đầu năm</h2>
      {units.length === 0 ? (
        <p className="threats-none">Chưa đơn vị nào gửi, nhận văn bản qua thư miễn phí.</p>
      ) : (
        <>
          <UnitRows units={units} />
          <Exceptions items={exceptions} />
        </>
      )}
    </section>
  );
}
