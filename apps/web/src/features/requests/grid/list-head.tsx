import type { FormDefinition } from '@congvu/forms';
import { CircleAlert, CircleCheck, ClipboardPaste, FileSpreadsheet, Plus, Trash2 } from 'lucide-react';
import { Fragment } from 'react';
import { formatNumber } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { usePhone } from '../../../shared/ui/use-media.ts';
import type { BadRow, ListProblems } from './list-problems.ts';

/** So many rows are named; the rest is counted. */
const NAMED = 3;

interface ListHeadProps {
  form: FormDefinition;
  count: number;
  problems: ListProblems;
  picked: number;
  onShow: (row: BadRow) => void;
  onPaste: () => void;
  onAdd: () => void;
  onImport: () => void;
  onRemove: () => void;
}

function Bad({ form, problems, onShow }: Pick<ListHeadProps, 'form' | 'problems' | 'onShow'>) {
  const { bad, badCells } = problems;
  const parts = form.layout.kind === 'list' ? form.layout.parts : [];
  const first = bad.slice(0, NAMED);
  const nameOf = ({ part, no }: BadRow): string =>
    `dòng ${formatNumber(no)}${parts.length > 1 ? ` bảng ${parts.findIndex(({ key }) => key === part) + 1}` : ''}`;
  return (
    <span className="req-wrong">
      <CircleAlert className="icon icon-16" aria-hidden />
      <span>
        <span className="num">{formatNumber(badCells)}</span> ô cần sửa:{' '}
        {first.map((row, index) => (
          <Fragment key={`${row.part} ${row.no}`}>
            {index > 0 && ', '}
            <button type="button" className="link" onClick={() => onShow(row)}>
              {nameOf(row)}
            </button>
          </Fragment>
        ))}
        {bad.length > NAMED && ` và ${formatNumber(bad.length - NAMED)} dòng nữa`}
      </span>
    </span>
  );
}

/** How many rows, how many are right, which are not; and the ways to fill the table. */
export function ListHead(props: ListHeadProps) {
  const { count, problems, picked } = props;
  const phone = usePhone(); // the cards end in a line that adds one
  const good = count - problems.bad.length;
  return (
    <div className="req-bar">
      <p className="req-sum" aria-live="polite">
        <span>
          <span>
            <b className="num">{formatNumber(count)}</b> dòng
          </span>
        </span>
        {count > 0 && (
          <span className="req-good">
            <CircleCheck className="icon icon-16" aria-hidden />
            <span>
              <span className="num">{formatNumber(good)}</span> dòng đúng
            </span>
          </span>
        )}
        {problems.badCells > 0 && <Bad {...props} />}
      </p>
      <span className="req-tools">
        {picked > 0 && (
          <Button size="small" icon={Trash2} onClick={props.onRemove}>
            Xóa {formatNumber(picked)} dòng
          </Button>
        )}
        <Button size="small" icon={ClipboardPaste} shortcut="Ctrl V" onClick={props.onPaste}>
          Dán từ Excel
        </Button>
        <Button size="small" icon={FileSpreadsheet} onClick={props.onImport}>
          Nhập tệp
        </Button>
        {!phone && (
          <Button size="small" icon={Plus} onClick={props.onAdd}>
            Thêm dòng
          </Button>
        )}
      </span>
    </div>
  );
}
