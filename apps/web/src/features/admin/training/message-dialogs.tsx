import type { TrainingAgencyView, TrainingMessageView, TrainingRecall, TrainingStatusCode } from '@congvu/contracts';
import { useState } from 'react';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { ChoiceField, TextField } from '../../../shared/fields/text-field.tsx';
import { FormDialog } from '../form-dialog.tsx';
import { useDraft } from '../use-draft.ts';
import { useAskBack, useRenameAgency, useReportStatus } from './training-api.ts';

const STATUSES: readonly { value: TrainingStatusCode; label: string }[] = [
  { value: '01', label: '01 · Đã đến' },
  { value: '02', label: '02 · Từ chối tiếp nhận' },
  { value: '03', label: '03 · Đã tiếp nhận' },
  { value: '04', label: '04 · Phân công' },
  { value: '05', label: '05 · Đang xử lý' },
  { value: '06', label: '06 · Hoàn thành' },
  { value: '15', label: '15 · Đồng ý cập nhật, lấy lại' },
  { value: '16', label: '16 · Từ chối cập nhật, lấy lại' },
];

const WITH_REASON: ReadonlySet<TrainingStatusCode> = new Set(['02', '16']);

interface MessageDialogProps {
  message: TrainingMessageView;
  onClose: () => void;
}

/** "Trả trạng thái": one of the outside receivers reports about a letter of ours. */
export function StatusDialog({ message, onClose }: MessageDialogProps) {
  const reporters = message.reporters.map(({ code, name }) => ({ value: code, label: `${name} (${code})` }));
  const [draft, set] = useDraft({
    from: reporters[0]?.value ?? '',
    statusCode: '03' as TrainingStatusCode,
    note: '',
  });
  const [tried, setTried] = useState(false);
  const report = useReportStatus(() => {
    showToast('Trạng thái đã lên trục.');
    onClose();
  });
  const needsReason = WITH_REASON.has(draft.statusCode);
  const isMissing = needsReason && draft.note.trim() === '';
  const submit = (): void => {
    setTried(true);
    if (!isMissing) {
      report.mutate({ docId: message.docId, ...draft });
    }
  };
  return (
    <FormDialog
      title="Trả trạng thái"
      intro={`Cơ quan ngoài báo về văn bản ${message.numberSymbol} của ta.`}
      confirmLabel="Gửi trạng thái"
      busy={report.isPending}
      error={report.error}
      onClose={onClose}
      onConfirm={submit}
    >
      <ChoiceField label="Cơ quan báo" value={draft.from} options={reporters} onChange={(from) => set({ from })} />
      <ChoiceField
        label="Trạng thái"
        value={draft.statusCode}
        options={STATUSES}
        onChange={(statusCode) => set({ statusCode })}
      />
      <TextField
        label={needsReason ? 'Lý do' : 'Ghi chú (nếu có)'}
        rows={2}
        value={draft.note}
        onChange={(note) => set({ note })}
        maxLength={500}
        error={tried && isMissing ? 'Từ chối phải nêu lý do.' : undefined}
      />
    </FormDialog>
  );
}

const WAYS: readonly { value: TrainingRecall['way']; label: string }[] = [
  { value: 'status', label: 'Lấy lại bằng trạng thái 13' },
  { value: 'letter', label: 'Gửi văn bản thu hồi' },
  { value: 'update', label: 'Gửi văn bản cập nhật' },
  { value: 'replace', label: 'Gửi văn bản thay thế' },
];

/** "Yêu cầu thu hồi": the outside writer wants its letter back, or sends another in its place. */
export function RecallDialog({ message, onClose }: MessageDialogProps) {
  const [draft, set] = useDraft<Pick<TrainingRecall, 'way' | 'reason'>>({
    way: 'status',
    reason: 'Văn bản gửi nhầm, đề nghị quý cơ quan cho lấy lại.',
  });
  const [tried, setTried] = useState(false);
  const ask = useAskBack(() => {
    showToast('Yêu cầu đã lên trục; văn thư nơi nhận sẽ đồng ý hoặc từ chối.');
    onClose();
  });
  const submit = (): void => {
    setTried(true);
    if (draft.reason.trim() !== '') {
      ask.mutate({ docId: message.docId, ...draft });
    }
  };
  return (
    <FormDialog
      title="Yêu cầu thu hồi, cập nhật, thay thế"
      intro={`${message.from.name} yêu cầu với văn bản ${message.numberSymbol} đã gửi.`}
      confirmLabel="Gửi yêu cầu"
      busy={ask.isPending}
      error={ask.error}
      onClose={onClose}
      onConfirm={submit}
    >
      <ChoiceField label="Cách yêu cầu" value={draft.way} options={WAYS} onChange={(way) => set({ way })} />
      <TextField
        label="Lý do"
        rows={2}
        value={draft.reason}
        onChange={(reason) => set({ reason })}
        maxLength={500}
        error={tried && draft.reason.trim() === '' ? 'Nêu lý do.' : undefined}
      />
    </FormDialog>
  );
}

/** Another name, so that the address book finds a change when it is synchronised. */
export function RenameDialog({ agency, onClose }: { agency: TrainingAgencyView; onClose: () => void }) {
  const [name, setName] = useState(agency.name);
  const [tried, setTried] = useState(false);
  const rename = useRenameAgency(() => {
    showToast('Đã đổi tên trên trục. Đồng bộ sổ địa chỉ để thấy tên mới.');
    onClose();
  });
  const submit = (): void => {
    setTried(true);
    if (name.trim() !== '') {
      rename.mutate({ code: agency.code, name });
    }
  };
  return (
    <FormDialog
      title="Đổi tên cơ quan ngoài"
      intro="Như khi cơ quan ấy đổi tên trên trục thật: sổ địa chỉ chỉ biết sau lần đồng bộ kế tiếp."
      confirmLabel="Đổi tên"
      busy={rename.isPending}
      error={rename.error}
      onClose={onClose}
      onConfirm={submit}
    >
      <TextField
        label="Tên cơ quan"
        value={name}
        onChange={setName}
        maxLength={200}
        error={tried && name.trim() === '' ? 'Ghi tên cơ quan.' : undefined}
      />
    </FormDialog>
  );
}
