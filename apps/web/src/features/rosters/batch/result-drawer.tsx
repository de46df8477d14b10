import type { BatchView, RosterLineView } from '@congvu/contracts';
import { Drawer } from 'antd';
import { useState } from 'react';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { DateField } from '../../../shared/fields/date-field.tsx';
import { TextField } from '../../../shared/fields/text-field.tsx';
import { formatNumber, officeToday } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { ErrorNote, Note } from '../../../shared/ui/notes.tsx';
import { Segments } from '../../../shared/ui/tabs.tsx';
import { usePhone } from '../../../shared/ui/use-media.ts';
import { nameOfLine } from '../rosters.text.ts';
import { useRecord } from '../rosters-api.ts';
import {
  missingIn,
  type Outcome,
  RESULT_FIELDS,
  type ResultDraft,
  type ResultField,
  resultsOf,
} from './result-draft.ts';

const OUTCOMES: { key: Outcome; label: string }[] = [
  { key: 'granted', label: 'Đồng ý' },
  { key: 'refused', label: 'Từ chối' },
  { key: 'returned', label: 'Trả lại để sửa' },
];

interface FieldsProps {
  view: BatchView;
  lines: readonly RosterLineView[];
  draft: ResultDraft;
  onChange: (draft: ResultDraft) => void;
}

/** The same for all lines chosen. */
function SharedFields({ view, draft, onChange }: FieldsProps) {
  const put = (key: ResultField, value: string): void =>
    onChange({ ...draft, shared: { ...draft.shared, [key]: value } });
  return RESULT_FIELDS[view.kind]
    .filter(({ own }) => !own)
    .map(({ key, label, optional }) => (
      <DateField
        key={key}
        label={label}
        aside={optional === true ? '(không bắt buộc)' : undefined}
        value={draft.shared[key] ?? null}
        onChange={(date) => put(key, date ?? '')}
      />
    ));
}

/** Of each line its own: serial, account, address. */
function OwnFields({ view, lines, draft, onChange }: FieldsProps) {
  const fields = RESULT_FIELDS[view.kind].filter(({ own }) => own);
  if (fields.length === 0) {
    return null;
  }
  const put = (lineId: string, key: ResultField, value: string): void => {
    const own = new Map(draft.own);
    own.set(lineId, { ...own.get(lineId), [key]: value });
    onChange({ ...draft, own });
  };
  if (lines.length === 1) {
    const [line] = lines;
    return line === undefined
      ? null
      : fields.map(({ key, label, optional }) => (
          <TextField
            key={key}
            label={label}
            aside={optional === true ? '(không bắt buộc)' : undefined}
            value={draft.own.get(line.id)?.[key] ?? ''}
            onChange={(value) => put(line.id, key, value)}
          />
        ));
  }
  return (
    <ul className="roster-own">
      {lines.map((line) => (
        <li key={line.id}>
          <span>
            {nameOfLine(line.values)}
            <small>{line.agencyName}</small>
          </span>
          <span>
            {fields.map(({ key, label }) => (
              <input
                key={key}
                className="input"
                aria-label={`${label}: ${nameOfLine(line.values)}`}
                placeholder={label}
                value={draft.own.get(line.id)?.[key] ?? ''}
                onChange={(event) => put(line.id, key, event.target.value)}
              />
            ))}
          </span>
        </li>
      ))}
    </ul>
  );
}

interface ResultDrawerProps {
  view: BatchView;
  lines: readonly RosterLineView[];
  onClose: () => void;
  onDone: () => void;
}

/** The answer to one line or to several at once; the register follows when it is saved. */
export function ResultDrawer({ view, lines, onClose, onDone }: ResultDrawerProps) {
  const phone = usePhone();
  const [draft, setDraft] = useState<ResultDraft>(() => ({
    outcome: 'granted',
    reason: '',
    shared: { effectiveOn: officeToday(), revokedOn: officeToday() },
    own: new Map(
      lines.flatMap(({ id, proposedAddress }) =>
        proposedAddress === undefined ? [] : [[id, { address: proposedAddress }] as const],
      ),
    ),
  }));
  const [tried, setTried] = useState(false);
  const record = useRecord(view.id, (answer) => {
    if (answer.failed.length === 0) {
      showToast(`Đã ghi kết quả ${formatNumber(lines.length)} dòng; sổ đã cập nhật.`);
      onDone();
    }
  });
  const kept = relevant(view, draft);
  const missing = missingIn(view.kind, lines, kept);
  const failed = record.data?.failed ?? [];
  const [first] = lines;
  const save = (): void => {
    setTried(true);
    if (missing === undefined) {
      record.mutate(resultsOf(lines, kept));
    }
  };
  const nameOf = (lineId: string): string => {
    const line = lines.find(({ id }) => id === lineId);
    return line === undefined ? '' : nameOfLine(line.values);
  };
  return (
    <Drawer
      open
      placement={phone ? 'bottom' : 'right'}
      size={phone ? 'large' : 480}
      title={
        lines.length === 1 && first !== undefined
          ? `Kết quả: ${nameOfLine(first.values)}`
          : `Kết quả ${formatNumber(lines.length)} dòng đã chọn`
      }
      onClose={onClose}
      footer={
        <div className="roster-drawer-foot">
          <Button onClick={onClose}>Hủy</Button>
          <Button kind="primary" busy={record.isPending} onClick={save}>
            {lines.length === 1 ? 'Ghi kết quả' : `Áp dụng cho ${formatNumber(lines.length)} dòng đã chọn`}
          </Button>
        </div>
      }
    >
      <div className="form">
        {first !== undefined && lines.length === 1 && (
          <p className="quiet">
            {first.agencyName}, {view.formLabel}, dòng {formatNumber(first.stt)}
          </p>
        )}
        <Segments
          label="Kết quả"
          tabs={OUTCOMES}
          active={draft.outcome}
          onChange={(outcome) => setDraft({ ...draft, outcome })}
        />
        {draft.outcome === 'granted' ? (
          <>
            <SharedFields view={view} lines={lines} draft={draft} onChange={setDraft} />
            <OwnFields view={view} lines={lines} draft={draft} onChange={setDraft} />
            {lines.some(({ proposedAddress }) => proposedAddress !== undefined) && (
              <p className="quiet">
                Địa chỉ ghi sẵn là đề xuất theo mẫu tên của đơn vị. Sửa lại nếu được cấp địa chỉ khác.
              </p>
            )}
          </>
        ) : (
          <TextField
            label={draft.outcome === 'refused' ? 'Lý do từ chối' : 'Cần sửa gì'}
            value={draft.reason}
            onChange={(reason) => setDraft({ ...draft, reason })}
            rows={3}
            maxLength={500}
          />
        )}
        {tried && missing !== undefined && <p className="field-error is-plain">{missing}</p>}
        {failed.length > 0 && (
          <Note title={`${formatNumber(failed.length)} dòng chưa ghi được, các dòng khác đã ghi`}>
            <ul className="roster-failed">
              {failed.slice(0, 20).map(({ lineId, message }) => (
                <li key={lineId}>
                  <b>{nameOf(lineId)}</b>: {message}
                </li>
              ))}
            </ul>
          </Note>
        )}
        {record.isError && (
          <ErrorNote title="Chưa ghi được kết quả" error={record.error} kept="Nội dung đã nhập vẫn được giữ." />
        )}
      </div>
    </Drawer>
  );
}

/** Days offered by default count only where the kind asks for them. */
function relevant(view: BatchView, draft: ResultDraft): ResultDraft {
  const keys = new Set(RESULT_FIELDS[view.kind].map(({ key }) => key));
  return {
    ...draft,
    shared: Object.fromEntries(Object.entries(draft.shared).filter(([key]) => keys.has(key as ResultField))),
  };
}
