import type { AgencyDetail, AgencyTree, CreateAgency, EditAgency } from '@congvu/contracts';
import { useState } from 'react';
import { fieldError } from '../../../shared/api/errors.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { DateField } from '../../../shared/fields/date-field.tsx';
import { Check, ChoiceField, TextField } from '../../../shared/fields/text-field.tsx';
import { GROUPS, type GroupChoice } from '../admin.text.ts';
import { useAdminAct } from '../admin-api.ts';
import { FormDialog } from '../form-dialog.tsx';
import { useDraft } from '../use-draft.ts';
import { AgencyChoice } from './agency-choice.tsx';
import { AgencyFields, EMPTY_AGENCY, factsOf, isComplete } from './agency-fields.tsx';

function groupChoice(group: string | null): GroupChoice {
  return GROUPS.find((one) => one.value === group)?.value ?? 'none';
}

interface CreateAgencyDialogProps {
  tree: AgencyTree;
  parentId: string;
  onClose: () => void;
  onCreated: (id: string) => void;
}

export function CreateAgencyDialog({ tree, parentId, onClose, onCreated }: CreateAgencyDialogProps) {
  const [draft, set] = useDraft({
    ...EMPTY_AGENCY,
    parentId,
    group: 'specialised_departments' as GroupChoice,
    hosted: true,
    validFrom: tree.today,
  });
  const [tried, setTried] = useState(false);
  const act = useAdminAct<CreateAgency>((answer) => {
    showToast(`Đã thêm ${draft.name}.`);
    onCreated(answer.id);
  });
  const confirm = (): void => {
    setTried(true);
    if (isComplete(draft)) {
      const { group, hosted, validFrom, parentId: parent } = draft;
      act.mutate({
        path: '/api/org/agencies',
        body: { ...factsOf(draft), parentId: parent, group: group === 'none' ? null : group, hosted, validFrom },
      });
    }
  };
  return (
    <FormDialog
      title="Thêm cơ quan"
      confirmLabel="Thêm cơ quan"
      busy={act.isPending}
      error={act.error}
      width={720}
      onClose={onClose}
      onConfirm={confirm}
    >
      <AgencyFields draft={draft} onChange={set} error={act.error} tried={tried} />
      <AgencyChoice
        label="Cơ quan cấp trên trực tiếp"
        tree={tree}
        value={draft.parentId}
        onChange={(id) => set({ parentId: id })}
        error={fieldError(act.error, 'parentId')}
      />
      <div className="field-row">
        <ChoiceField
          label="Nhóm nơi nhận"
          value={draft.group}
          options={GROUPS}
          onChange={(group) => set({ group })}
          hint="Để chọn cả nhóm khi ghi nơi nhận"
        />
        <DateField
          label="Hoạt động từ ngày"
          value={draft.validFrom}
          onChange={(date) => set({ validFrom: date ?? tree.today })}
          error={fieldError(act.error, 'validFrom')}
        />
      </div>
      <Check
        label="Dùng hệ thống này; bỏ chọn nếu chỉ là địa chỉ nhận văn bản"
        on={draft.hosted}
        onChange={(hosted) => set({ hosted })}
      />
    </FormDialog>
  );
}

/** Everything but the name: names change by an event, so that old documents keep theirs. */
export function EditAgencyDialog({ detail, onClose }: { detail: AgencyDetail; onClose: () => void }) {
  const codeOf = (scheme: 'qd20' | 'qcvn102'): string =>
    detail.codes.find((code) => code.scheme === scheme && code.validTo === null)?.value ?? '';
  const [draft, set] = useDraft({
    place: detail.place,
    email: detail.email,
    group: groupChoice(detail.group),
    hosted: detail.hosted,
    collective: detail.collective,
    sortOrder: String(detail.sortOrder),
    code: codeOf('qd20'),
    oldCode: codeOf('qcvn102'),
  });
  const act = useAdminAct<EditAgency>(() => {
    onClose();
    showToast(`Đã lưu thông tin ${detail.name}.`);
  });
  const confirm = (): void =>
    act.mutate({
      method: 'PUT',
      path: `/api/org/agencies/${detail.id}`,
      body: {
        ...draft,
        group: draft.group === 'none' ? null : draft.group,
        oldCode: draft.oldCode.trim() === '' ? null : draft.oldCode.trim(),
        sortOrder: Number(draft.sortOrder),
      },
    });
  return (
    <FormDialog
      title={`Sửa thông tin ${detail.shortName}`}
      intro="Đổi tên là một biến động, ghi ở “Sáp nhập, chia, đổi tên”, để văn bản cũ vẫn giữ tên lúc ban hành."
      confirmLabel="Lưu"
      busy={act.isPending}
      error={act.error}
      onClose={onClose}
      onConfirm={confirm}
    >
      <div className="field-row">
        <TextField
          label="Mã định danh"
          value={draft.code}
          onChange={(code) => set({ code })}
          error={fieldError(act.error, 'code')}
          hint="Mã trước được giữ trong lịch sử"
          numeric
        />
        <TextField
          label="Mã cũ"
          aside="(không bắt buộc)"
          value={draft.oldCode}
          onChange={(oldCode) => set({ oldCode })}
          error={fieldError(act.error, 'oldCode')}
          numeric
        />
      </div>
      <div className="field-row">
        <TextField
          label="Địa danh"
          value={draft.place}
          onChange={(place) => set({ place })}
          error={fieldError(act.error, 'place')}
        />
        <TextField
          label="Hộp thư công vụ"
          aside="(không bắt buộc)"
          value={draft.email}
          onChange={(email) => set({ email })}
          error={fieldError(act.error, 'email')}
        />
      </div>
      <div className="field-row">
        <ChoiceField label="Nhóm nơi nhận" value={draft.group} options={GROUPS} onChange={(group) => set({ group })} />
        <TextField
          label="Thứ tự trong danh sách"
          value={draft.sortOrder}
          onChange={(sortOrder) => set({ sortOrder })}
          error={fieldError(act.error, 'sortOrder')}
          inputMode="numeric"
          numeric
        />
      </div>
      <Check
        label="Làm việc theo chế độ tập thể: người đứng đầu ký thay mặt (TM.)"
        on={draft.collective}
        onChange={(collective) => set({ collective })}
      />
      <Check
        label="Dùng hệ thống này; bỏ chọn nếu chỉ là địa chỉ nhận văn bản"
        on={draft.hosted}
        onChange={(hosted) => set({ hosted })}
      />
    </FormDialog>
  );
}
