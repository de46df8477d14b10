import type { AgencyDetail, CloseUnit, SaveUnit } from '@congvu/contracts';
import { useState } from 'react';
import type { z } from 'zod';
import { fieldError } from '../../../shared/api/errors.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { DateField } from '../../../shared/fields/date-field.tsx';
import { ChoiceField, TextField } from '../../../shared/fields/text-field.tsx';
import { officeToday } from '../../../shared/text/dates.ts';
import { useAdminAct } from '../admin-api.ts';
import { FormDialog } from '../form-dialog.tsx';
import { useDraft } from '../use-draft.ts';

type Unit = AgencyDetail['units'][number];

interface UnitDialogProps {
  agency: AgencyDetail;
  unit: Unit | undefined;
  onClose: () => void;
}

export function UnitDialog({ agency, unit, onClose }: UnitDialogProps) {
  const [draft, set] = useDraft({
    name: unit?.name ?? '',
    symbol: unit?.symbol ?? '',
    code: unit?.code ?? '',
    parentId: unit?.parentId ?? '',
  });
  const [tried, setTried] = useState(false);
  const missing = draft.name.trim().length < 2;
  const act = useAdminAct<SaveUnit>(() => {
    onClose();
    showToast(unit === undefined ? `Đã thêm ${draft.name}.` : `Đã lưu ${draft.name}.`);
  });
  const confirm = (): void => {
    setTried(true);
    if (!missing) {
      const order = unit === undefined ? agency.units.length : agency.units.indexOf(unit);
      act.mutate({
        ...(unit !== undefined && { method: 'PUT' as const }),
        path: `/api/org/agencies/${agency.id}/units${unit === undefined ? '' : `/${unit.id}`}`,
        body: { ...draft, parentId: draft.parentId === '' ? null : draft.parentId, sortOrder: order },
      });
    }
  };
  const parents = agency.units.filter((one) => one.id !== unit?.id && one.validTo === null);
  return (
    <FormDialog
      title={unit === undefined ? `Thêm đơn vị của ${agency.shortName}` : `Sửa ${unit.name}`}
      confirmLabel={unit === undefined ? 'Thêm đơn vị' : 'Lưu'}
      busy={act.isPending}
      error={act.error}
      onClose={onClose}
      onConfirm={confirm}
    >
      <TextField
        label="Tên đơn vị"
        value={draft.name}
        onChange={(name) => set({ name })}
        error={tried && missing ? 'Chưa nhập tên đơn vị.' : fieldError(act.error, 'name')}
        autoFocus
      />
      <div className="field-row">
        <TextField
          label="Ký hiệu"
          aside="(không bắt buộc)"
          value={draft.symbol}
          onChange={(symbol) => set({ symbol })}
          hint="Ghi sau ký hiệu cơ quan trong công văn, ví dụ VHTT"
        />
        <TextField
          label="Mã đơn vị"
          aside="(không bắt buộc)"
          value={draft.code}
          onChange={(code) => set({ code })}
          error={fieldError(act.error, 'code')}
          hint="Dùng khi nhập danh sách"
        />
      </div>
      <ChoiceField
        label="Thuộc đơn vị"
        value={draft.parentId}
        options={[
          { value: '', label: 'Trực thuộc cơ quan' },
          ...parents.map((one) => ({ value: one.id, label: one.name })),
        ]}
        onChange={(parentId) => set({ parentId })}
        error={fieldError(act.error, 'parentId')}
      />
    </FormDialog>
  );
}

export function CloseUnitDialog({ agency, unit, onClose }: UnitDialogProps & { unit: Unit }) {
  const [day, setDay] = useState<string | null>(officeToday());
  const act = useAdminAct<z.infer<typeof CloseUnit>>(() => {
    onClose();
    showToast(`Đã ghi ngày kết thúc của ${unit.name}.`);
  });
  return (
    <FormDialog
      title={`Kết thúc ${unit.name}`}
      intro={`Đơn vị có ${unit.people} người. Sau ngày này đơn vị không nhận việc nữa; văn bản cũ vẫn giữ tên đơn vị.`}
      confirmLabel="Kết thúc đơn vị"
      busy={act.isPending}
      error={act.error}
      onClose={onClose}
      onConfirm={() =>
        day !== null &&
        act.mutate({ path: `/api/org/agencies/${agency.id}/units/${unit.id}/close`, body: { validTo: day } })
      }
    >
      <DateField
        label="Ngày hoạt động cuối cùng"
        value={day}
        onChange={setDay}
        error={day === null ? 'Chưa nhập ngày kết thúc.' : fieldError(act.error, 'validTo')}
      />
    </FormDialog>
  );
}
