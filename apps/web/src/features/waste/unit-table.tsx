import type { WasteBoard, WasteUnit } from '@congvu/contracts';
import { formatNumber } from '../../shared/text/dates.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Chip } from '../../shared/ui/marks.tsx';
import { ATTESTATION_TONES, attestationWord, headOf, wastedOf } from './waste.text.ts';
import type { Board } from './waste-api.ts';

interface UnitRowProps {
  unit: WasteUnit;
  most: number;
  chosen: boolean;
  onChoose: (agencyId: string) => void;
}

/** A duplicate costs like one nobody uses: the bar shows both, the second number those whose holder has left. */
function UnitRow({ unit, most, chosen, onChoose }: UnitRowProps) {
  const unused = unit.idle + unit.duplicate;
  const quiet = wastedOf(unit) === 0;
  return (
    <tr
      className={[chosen && 'is-selected', quiet && 'is-quiet'].filter(Boolean).join(' ') || undefined}
      onClick={() => onChoose(unit.agencyId)}
    >
      <th scope="row" className="waste-name">
        <button type="button" aria-current={chosen || undefined} title={unit.agencyName}>
          {unit.shortName === '' ? unit.agencyName : unit.shortName}
        </button>
      </th>
      <td className="r" data-label="Tài khoản">
        {formatNumber(unit.accounts)}
      </td>
      <td className="waste-bar-cell" data-label="Không dùng">
        <span className="waste-bar">
          <b>{formatNumber(unused)}</b>
          <i aria-hidden style={{ width: `${most === 0 ? 0 : (unused / most) * 100}%` }} />
        </span>
      </td>
      <td className="r" data-label="Chuyển, nghỉ">
        <span className={unit.left === 0 ? 'quiet' : undefined}>{formatNumber(unit.left)}</span>
      </td>
      <td className="r" data-label="Đồng một năm">
        {unit.cost === 0 ? <span className="quiet">0</span> : <b>{formatNumber(unit.cost)}</b>}
      </td>
      <td className="waste-head-cell" title={headOf(unit)}>
        <Chip tone={ATTESTATION_TONES[unit.attestation]}>{attestationWord(unit)}</Chip>
      </td>
    </tr>
  );
}

interface UnitTableProps {
  query: Board;
  first: WasteBoard;
  chosen: string | undefined;
  onChoose: (agencyId: string) => void;
}

/** Units with what they cost, the dearest first. */
export function UnitTable({ query, first, chosen, onChoose }: UnitTableProps) {
  const units = query.data?.pages.flatMap((page) => page.units) ?? [];
  const most = Math.max(0, ...units.map((unit) => unit.idle + unit.duplicate));
  const hidden = first.unitTotal - units.length;
  return (
    <section aria-label="Đơn vị">
      <div className="sheet">
        <table className="table">
          <colgroup>
            <col />
            <col className="waste-col-count" />
            <col className="waste-col-bar" />
            <col className="waste-col-left" />
            <col className="waste-col-cost" />
            <col className="waste-col-head" />
          </colgroup>
          <thead>
            <tr>
              <th scope="col">Đơn vị</th>
              <th scope="col" className="r">
                Tài khoản
              </th>
              <th scope="col" className="waste-bar-cell">
                Không dùng quá <span className="num">{first.idleLimitDays}</span> ngày
                {first.duplicate > 0 ? ', trùng' : ''}
              </th>
              <th scope="col" className="r">
                Đã chuyển, đã nghỉ
              </th>
              <th scope="col" className="r">
                Đồng một năm
              </th>
              <th scope="col">Thủ trưởng</th>
            </tr>
          </thead>
          <tbody>
            {units.map((unit) => (
              <UnitRow
                key={unit.agencyId}
                unit={unit}
                most={most}
                chosen={unit.agencyId === chosen}
                onChoose={onChoose}
              />
            ))}
          </tbody>
        </table>
      </div>
      <div className="table-foot">
        <span>
          <span className="num">{formatNumber(units.length)}</span> trong{' '}
          <span className="num">{formatNumber(first.unitTotal)}</span> đơn vị,{' '}
          <span className="num">{formatNumber(first.attested)}</span> đơn vị đã xác nhận
        </span>
        {query.hasNextPage && (
          <Button
            kind="quiet"
            size="small"
            className="no-print"
            busy={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            Xem thêm {formatNumber(Math.min(hidden, 100))} đơn vị
          </Button>
        )}
      </div>
    </section>
  );
}
