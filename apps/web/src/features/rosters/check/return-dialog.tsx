import type { ItemView, RequestView } from '@congvu/contracts';
import { type FormDefinition, fieldsOf, formByCode } from '@congvu/forms';
import { Modal } from 'antd';
import { useState } from 'react';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { SmallSelect } from '../../../shared/fields/small-select.tsx';
import { TextField } from '../../../shared/fields/text-field.tsx';
import { formatNumber } from '../../../shared/text/dates.ts';
import { matchesWords } from '../../../shared/text/names.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { ErrorNote } from '../../../shared/ui/notes.tsx';
import { listColumns, nameOfLine } from '../rosters.text.ts';
import { useItems, useReturn } from '../rosters-api.ts';

/** One place of the form that may get a reason of its own: a line of a list, a field of a sheet. */
interface Place {
  key: string;
  label: string;
  hint: string;
  row: number | null;
  /** Fields to choose from; one alone is not asked for. */
  fields: { value: string; label: string }[];
}

interface Remark {
  field: string;
  reason: string;
}

function linePlace(form: FormDefinition, item: ItemView): Place {
  const columns = listColumns(form);
  const own = columns.filter(({ key }) => item.values[key] !== undefined);
  return {
    key: item.id,
    label: `${formatNumber(item.no)}. ${nameOfLine(item.values)}`,
    hint: own
      .slice(1, 4)
      .map(({ key }) => item.values[key])
      .filter(Boolean)
      .join(', '),
    row: item.no,
    fields: (own.length === 0 ? columns : own).map(({ key, label }) => ({ value: key, label })),
  };
}

function placesOf(view: RequestView, form: FormDefinition, items: readonly ItemView[]): Place[] {
  if (form.layout.kind === 'list') {
    return items.map((item) => linePlace(form, item));
  }
  return fieldsOf(form).map(({ key, label }) => {
    const value = view.content.fields?.[key];
    return {
      key,
      label,
      hint: typeof value === 'string' ? value : '',
      row: null,
      fields: [{ value: key, label }],
    };
  });
}

/** What the rules have found already, so that nobody types it again. */
function firstRemarks(view: RequestView, places: readonly Place[]): Map<string, Remark> {
  const remarks = new Map<string, Remark>();
  for (const finding of view.findings) {
    const place = places.find(({ row, fields }) =>
      finding.row === null ? row === null && fields[0]?.value === finding.field : row === finding.row,
    );
    if (place !== undefined && finding.severity === 'error' && !remarks.has(place.key)) {
      remarks.set(place.key, { field: finding.field, reason: finding.message });
    }
  }
  return remarks;
}

interface PlaceRowProps {
  place: Place;
  remark: Remark | undefined;
  onChange: (remark: Remark | undefined) => void;
}

function PlaceRow({ place, remark, onChange }: PlaceRowProps) {
  return (
    <li className={remark === undefined ? undefined : 'is-marked'}>
      <label className="check">
        <input
          type="checkbox"
          checked={remark !== undefined}
          onChange={(event) =>
            onChange(event.target.checked ? { field: place.fields[0]?.value ?? '', reason: '' } : undefined)
          }
        />
        <span>
          {place.label}
          {place.hint !== '' && <small>{place.hint}</small>}
        </span>
      </label>
      {remark !== undefined && (
        <div className="roster-remark">
          {place.fields.length > 1 && (
            <SmallSelect
              label={`Chỗ cần sửa của ${place.label}`}
              value={remark.field}
              options={place.fields}
              onChange={(field) => onChange({ ...remark, field })}
            />
          )}
          <input
            className="input"
            aria-label={`Lý do với ${place.label}`}
            placeholder="Cần sửa gì"
            maxLength={500}
            value={remark.reason}
            onChange={(event) => onChange({ ...remark, reason: event.target.value })}
          />
        </div>
      )}
    </li>
  );
}

const SEARCHED_FROM = 12;
const SHOWN = 60;

interface PlacesProps {
  places: readonly Place[];
  remarks: ReadonlyMap<string, Remark>;
  isList: boolean;
  onChange: (key: string, remark: Remark | undefined) => void;
}

function Places({ places, remarks, isList, onChange }: PlacesProps) {
  const [typed, setTyped] = useState('');
  const found =
    typed.trim() === '' ? places : places.filter(({ label, hint }) => matchesWords(`${label} ${hint}`, typed));
  return (
    <fieldset className="field roster-places">
      <legend className="field-label">
        <span>{isList ? 'Lý do từng dòng' : 'Lý do từng mục'}</span> <small>(không bắt buộc)</small>
      </legend>
      {places.length > SEARCHED_FROM && (
        <input
          className="input"
          type="search"
          aria-label={isList ? 'Tìm dòng' : 'Tìm mục'}
          placeholder={isList ? 'Tìm dòng theo tên, đơn vị' : 'Tìm mục'}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      )}
      <ul>
        {found.slice(0, SHOWN).map((place) => (
          <PlaceRow
            key={place.key}
            place={place}
            remark={remarks.get(place.key)}
            onChange={(remark) => onChange(place.key, remark)}
          />
        ))}
      </ul>
      {found.length > SHOWN && (
        <p className="field-hint">Còn {formatNumber(found.length - SHOWN)} dòng; gõ tên để tìm.</p>
      )}
    </fieldset>
  );
}

interface ReturnDialogProps {
  view: RequestView;
  onClose: () => void;
  onDone: () => void;
}

/** Sends the whole back, with its own reason for every line or field that has to be put right. */
export function ReturnDialog({ view, onClose, onDone }: ReturnDialogProps) {
  const form = formByCode(view.form, view.set);
  const more = useItems(view);
  const items = view.moreItems ? (more.data?.pages.flatMap((page) => page.items) ?? view.items) : view.items;
  const places = placesOf(view, form, items);
  const [remarks, setRemarks] = useState(() => firstRemarks(view, places));
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const send = useReturn(view.id, () => {
    showToast(`Đã trả lại ${view.formLabel} cho ${view.agencyName}.`);
    onDone();
  });
  const bare = [...remarks.values()].some((remark) => remark.reason.trim().length < 3);
  const missing = reason.trim().length < 3;
  const put = (key: string, remark: Remark | undefined): void => {
    const next = new Map(remarks);
    if (remark === undefined) {
      next.delete(key);
    } else {
      next.set(key, remark);
    }
    setRemarks(next);
  };
  const confirm = (): void => {
    setTried(true);
    if (missing || bare) {
      return;
    }
    send.mutate({
      reason: reason.trim(),
      fields: places.flatMap((place) => {
        const remark = remarks.get(place.key);
        return remark === undefined ? [] : [{ field: remark.field, row: place.row, reason: remark.reason.trim() }];
      }),
    });
  };
  return (
    <Modal open width={680} title={`Trả lại ${view.formLabel}`} footer={null} onCancel={onClose} destroyOnHidden>
      <p className="dialog-text">
        {view.agencyName} sửa rồi trình thủ trưởng gửi lại; chữ ký đã có hết giá trị. Bản này vẫn lưu trong lịch sử.
      </p>
      <div className="form">
        <TextField
          label="Lý do chung"
          value={reason}
          onChange={setReason}
          rows={2}
          autoFocus
          maxLength={2000}
          error={tried && missing ? 'Chưa nêu lý do. Nêu ngắn gọn cần sửa gì để cơ quan gửi hiểu.' : undefined}
          onSubmit={confirm}
        />
        {places.length > 0 && (
          <Places places={places} remarks={remarks} isList={form.layout.kind === 'list'} onChange={put} />
        )}
        {more.hasNextPage && (
          <Button size="small" busy={more.isFetchingNextPage} onClick={() => void more.fetchNextPage()}>
            Tải thêm dòng
          </Button>
        )}
        {tried && bare && (
          <p className="field-error is-plain">Có chỗ đã đánh dấu mà chưa ghi lý do. Ghi cần sửa gì, hoặc bỏ dấu.</p>
        )}
        {send.isError && <ErrorNote title="Chưa trả lại được" error={send.error} kept="Lý do đã nhập vẫn được giữ." />}
      </div>
      <div className="dialog-foot">
        <Button onClick={onClose}>Hủy</Button>
        <Button kind="primary" busy={send.isPending} onClick={confirm}>
          {remarks.size === 0 ? 'Trả lại' : `Trả lại, nêu ${formatNumber(remarks.size)} chỗ`}
        </Button>
      </div>
    </Modal>
  );
}
