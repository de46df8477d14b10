import type { BatchView, ItemState, RosterLineView } from '@congvu/contracts';
import { ClipboardPen, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import { ReasonDialog } from '../../../shared/feedback/reason-dialog.tsx';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { SmallSelect } from '../../../shared/fields/small-select.tsx';
import { formatNumber } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { ITEM_CHOICES } from '../rosters.text.ts';
import { useRemoveLines } from '../rosters-api.ts';

interface ChosenProps {
  view: BatchView;
  lines: readonly RosterLineView[];
  onRecord: () => void;
  onClear: () => void;
}

export function ChosenBar({ view, lines, onRecord, onClear }: ChosenProps) {
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

interface LineFiltersProps {
  view: BatchView;
  agencyId: string | undefined;
  onAgency: (agencyId: string | undefined) => void;
  typed: string;
  onTyped: (typed: string) => void;
  state: ItemState | '';
  onState: (state: ItemState | '') => void;
}

export function LineFilters({ view, agencyId, onAgency, typed, onTyped, state, onState }: LineFiltersProps) {
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

interface LinePagerProps {
  from: number;
  count: number;
  onBack: (() => void) | undefined;
  onNext: (() => void) | undefined;
}

export function LinePager({ from, count, onBack, onNext }: LinePagerProps) {
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
