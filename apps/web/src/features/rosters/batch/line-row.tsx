import type { BatchView, RosterLineView } from '@congvu/contracts';
import { formatNumber } from '../../../shared/text/dates.ts';
import { AppLink } from '../../../shared/ui/link.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { ITEM_TONES, nameOfLine } from '../rosters.text.ts';

const PART_WORDS: Record<string, string> = { units: 'Đơn vị', people: 'Cá nhân' };

interface LineRowProps {
  view: BatchView;
  line: RosterLineView;
  columns: readonly { key: string; label: string }[];
  tick: { on: boolean; onTick: () => void } | undefined;
  onRecord: (() => void) | undefined;
}

export function LineRow({ view, line, columns, tick, onRecord }: LineRowProps) {
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
