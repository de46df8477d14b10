import type { CentreUnit } from '@congvu/contracts';
import { useState } from 'react';
import { formatDate, formatNumber } from '../../../shared/text/dates.ts';
import { percent } from '../threats.text.ts';

const SHOWN = 6;

function Reported({ unit }: { unit: CentreUnit }) {
  if (unit.drillSent === null || unit.drillSent === 0) {
    return <span className="quiet">chưa dự</span>;
  }
  const share = (unit.drillReported ?? 0) / unit.drillSent;
  return (
    <span className="threats-bar">
      <b>{percent(unit.drillReported ?? 0, unit.drillSent)}</b>
      <i style={{ width: `${Math.round(share * 100)}%` }} aria-hidden />
    </span>
  );
}

function Machines({ unit }: { unit: CentreUnit }) {
  if (unit.machines === null) {
    return <span className="quiet">chưa khai</span>;
  }
  return (
    <span title={unit.lastScanOn === null ? undefined : `Quét ngày ${formatDate(unit.lastScanOn)}`}>
      {formatNumber(unit.machines)} máy
      {unit.virusFindings > 0 && <b className="threats-virus">, {formatNumber(unit.virusFindings)} phát hiện</b>}
    </span>
  );
}

/** Units that need help first; names of people are their heads' alone. */
export function UnitTable({
  units,
  onScans,
  onFindings,
}: {
  units: readonly CentreUnit[];
  onScans: () => void;
  onFindings: () => void;
}) {
  const [all, setAll] = useState(false);
  const shown = all ? units : units.slice(0, SHOWN);
  const rest = units.length - shown.length;
  return (
    <section aria-label="Theo đơn vị">
      <div className="sheet table-frame">
        <table className="table is-dense as-cards">
          <colgroup>
            <col />
            <col className="threats-col-n" />
            <col className="threats-col-bar" />
            <col className="threats-col-min" />
            <col className="threats-col-pc" />
            <col className="threats-col-pass" />
          </colgroup>
          <thead>
            <tr>
              <th>Đơn vị</th>
              <th className="r">Hộp thư</th>
              <th>Báo giả mạo khi diễn tập</th>
              <th className="r">Báo sau, phút</th>
              <th>Rà quét máy</th>
              <th className="r">Nhập mật khẩu</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((unit) => (
              <tr key={unit.agencyId}>
                <td className="threats-unit">{unit.agencyName}</td>
                <td className="r" data-label="Hộp thư">
                  {formatNumber(unit.boxes)}
                </td>
                <td data-label="Báo giả mạo khi diễn tập">
                  <Reported unit={unit} />
                </td>
                <td className="r" data-label="Báo sau, phút">
                  {unit.firstReportMinutes === null ? '' : formatNumber(unit.firstReportMinutes)}
                </td>
                <td data-label="Rà quét máy">
                  <Machines unit={unit} />
                </td>
                <td className="r" data-label="Nhập mật khẩu">
                  {unit.enteredPassword > 0 ? <b>{formatNumber(unit.enteredPassword)}</b> : 0}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="table-foot">
        <span>
          {formatNumber(shown.length)} trong {formatNumber(units.length)} đơn vị. Chỉ thủ trưởng đơn vị thấy tên người.
        </span>
        <span className="threats-foot-acts no-print">
          <button className="link" type="button" onClick={onScans}>
            Kết quả rà quét máy
          </button>
          <button className="link" type="button" onClick={onFindings}>
            Tệp có mã độc
          </button>
          {(rest > 0 || all) && units.length > SHOWN && (
            <button className="link" type="button" onClick={() => setAll(!all)}>
              {all ? 'Thu gọn' : `Xem thêm ${formatNumber(rest)} đơn vị`}
            </button>
          )}
        </span>
      </div>
    </section>
  );
}
