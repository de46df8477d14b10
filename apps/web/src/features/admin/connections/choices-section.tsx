import type { ChoiceInput, ChoiceList, ChoiceView } from '@congvu/contracts';
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { describeError, fieldError } from '../../../shared/api/errors.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { Check, ChoiceField, TextField } from '../../../shared/fields/text-field.tsx';
import { dateOf, formatDate } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { FormDialog } from '../form-dialog.tsx';
import { useDraft } from '../use-draft.ts';
import { useChoices, useChooseWay, useForgetChoice } from './connections-api.ts';

const ON_PAPER = 'paper';

interface Draft {
  code: string;
  name: string;
  way: string;
  form: 'usual' | 'zip' | 'raw';
  onPaper: boolean;
  note: string;
}

const FORMS: readonly { value: Draft['form']; label: string }[] = [
  { value: 'usual', label: 'Theo kết nối' },
  { value: 'zip', label: 'Nén từng tệp' },
  { value: 'raw', label: 'Giữ nguyên tệp' },
];

function draftOf(choice: ChoiceView | undefined, options: ChoiceList['options']): Draft {
  return {
    code: choice?.code ?? '',
    name: choice?.name ?? '',
    way: choice === undefined ? (options[0]?.id ?? ON_PAPER) : (choice.connectionId ?? ON_PAPER),
    form: choice?.attachmentForm ?? 'usual',
    onPaper: choice?.onPaper ?? false,
    note: choice?.note ?? '',
  };
}

function toInput(draft: Draft): ChoiceInput {
  const isPaper = draft.way === ON_PAPER;
  return {
    code: draft.code.trim(),
    name: draft.name.trim(),
    connectionId: isPaper ? null : draft.way,
    attachmentForm: isPaper || draft.form === 'usual' ? null : draft.form,
    onPaper: !isPaper && draft.onPaper,
    note: draft.note.trim(),
  };
}

function ChoiceDialog({
  choice,
  options,
  onClose,
}: {
  choice: ChoiceView | undefined;
  options: ChoiceList['options'];
  onClose: () => void;
}) {
  const [draft, set] = useDraft<Draft>(draftOf(choice, options));
  const [tried, setTried] = useState(false);
  const act = useChooseWay(() => {
    showToast('Đã lưu, áp dụng cho văn bản phát hành từ bây giờ.');
    onClose();
  });
  const ways = [
    ...options.map(({ id, name, kindLabel }) => ({
      value: id,
      label: name === kindLabel ? name : `${name} (${kindLabel})`,
    })),
    { value: ON_PAPER, label: 'Chỉ gửi bản giấy' },
  ];
  const confirm = (): void => {
    setTried(true);
    if (draft.code.trim() !== '') {
      act.mutate(toInput(draft));
    }
  };
  return (
    <FormDialog
      title="Chọn đường gửi cho một nơi nhận"
      intro="Chỉ cần khi đường hệ thống tự chọn không đúng. Lựa chọn này đi trước mọi cách chọn tự động, trừ nơi nhận dùng chung hệ thống."
      confirmLabel="Lưu"
      busy={act.isPending}
      error={act.error}
      onClose={onClose}
      onConfirm={confirm}
    >
      <TextField
        label="Mã định danh nơi nhận"
        hint="Mã mới (H35.7) hoặc mã cũ (000.00.07.H35)"
        value={draft.code}
        onChange={(code) => set({ code })}
        readOnly={choice !== undefined}
        autoFocus={choice === undefined}
        error={tried && draft.code.trim() === '' ? 'Nhập mã định danh của nơi nhận.' : fieldError(act.error, 'code')}
      />
      <TextField
        label="Tên nơi nhận"
        aside="(để trống: lấy từ sổ địa chỉ)"
        value={draft.name}
        onChange={(name) => set({ name })}
        maxLength={300}
      />
      <ChoiceField
        label="Gửi qua"
        value={draft.way}
        options={ways}
        onChange={(way) => set({ way })}
        error={fieldError(act.error, 'connectionId')}
      />
      {draft.way !== ON_PAPER && (
        <>
          <ChoiceField label="Tệp kèm theo" value={draft.form} options={FORMS} onChange={(form) => set({ form })} />
          <Check label="Gửi thêm bản giấy" on={draft.onPaper} onChange={(onPaper) => set({ onPaper })} />
        </>
      )}
      <TextField
        label="Ghi chú"
        aside="(không bắt buộc)"
        value={draft.note}
        onChange={(note) => set({ note })}
        maxLength={500}
      />
    </FormDialog>
  );
}

function wayWords(choice: ChoiceView): string {
  return choice.connectionId === null ? 'Chỉ gửi bản giấy' : (choice.connectionName ?? 'Kết nối không còn');
}

function extraWords({ attachmentForm, onPaper, note }: ChoiceView): string {
  return [
    attachmentForm === 'raw' ? 'giữ nguyên tệp' : attachmentForm === 'zip' ? 'nén từng tệp' : '',
    onPaper ? 'kèm bản giấy' : '',
    note,
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

function ChoiceRow({ choice, onEdit }: { choice: ChoiceView; onEdit: (() => void) | undefined }) {
  const forget = useForgetChoice(() => showToast('Đã bỏ, hệ thống tự chọn đường gửi.'));
  const name = choice.name === '' ? choice.code : choice.name;
  return (
    <tr>
      <td>
        {onEdit === undefined ? (
          <b>{name}</b>
        ) : (
          <button type="button" className="row-pick" onClick={onEdit}>
            {name}
          </button>
        )}
        {choice.name !== '' && <small className="num">{choice.code}</small>}
      </td>
      <td data-label="Gửi qua">
        {wayWords(choice)}
        {choice.problem !== '' && <small className="late">{choice.problem}</small>}
        {extraWords(choice) !== '' && <small>{extraWords(choice)}</small>}
      </td>
      <td data-label="Người chọn" className="nb">
        {choice.chosenBy}
        <small>{formatDate(dateOf(choice.chosenAt))}</small>
      </td>
      <td className="acts no-print">
        {onEdit !== undefined && (
          <Button
            size="small"
            icon={X}
            busy={forget.isPending}
            aria-label={`Bỏ lựa chọn cho ${name}`}
            onClick={() => forget.mutate(choice.code, { onError: (error) => showToast(describeError(error).message) })}
          >
            Bỏ
          </Button>
        )}
      </td>
    </tr>
  );
}

/** "Gửi qua …": what the agency has decided for single receivers. */
export function ChoicesSection() {
  const { data, error, isPending, refetch } = useChoices();
  const [editing, setEditing] = useState<ChoiceView | 'new'>();
  const may = data?.abilities['carriers.choose'] === true;
  return (
    <section>
      <div className="conn-section-head">
        <div>
          <h2 className="admin-sub">Đường gửi theo nơi nhận</h2>
          <p className="quiet">
            Hệ thống tự chọn: cùng hệ thống, rồi kết nối trực tiếp, trục, cuối cùng là thư công vụ. Chỉ ghi ở đây nơi
            nhận cần đi đường khác.
          </p>
        </div>
        {may && (
          <Button size="small" icon={Plus} onClick={() => setEditing('new')}>
            Chọn đường gửi
          </Button>
        )}
      </div>
      {isPending && <SkeletonRows rows={2} />}
      {error !== null && <ErrorNote title="Chưa tải được lựa chọn" error={error} onRetry={() => void refetch()} />}
      {data !== undefined && data.items.length === 0 && (
        <p className="sheet care-none">Chưa chọn riêng cho nơi nhận nào.</p>
      )}
      {data !== undefined && data.items.length > 0 && (
        <div className="sheet table-frame">
          <table className="table as-cards">
            <thead>
              <tr>
                <th>Nơi nhận</th>
                <th>Gửi qua</th>
                <th>Người chọn</th>
                <th className="acts no-print">
                  <span className="visually-hidden">Việc</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {data.items.map((choice) => (
                <ChoiceRow key={choice.code} choice={choice} onEdit={may ? () => setEditing(choice) : undefined} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {editing !== undefined && data !== undefined && (
        <ChoiceDialog
          choice={editing === 'new' ? undefined : editing}
          options={data.options}
          onClose={() => setEditing(undefined)}
        />
      )}
    </section>
  );
}
