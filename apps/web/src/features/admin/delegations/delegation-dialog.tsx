import type { AgencyTree, CreateDelegation } from '@congvu/contracts';
import { listDocumentTypes } from '@congvu/nd30';
import { Select } from 'antd';
import { useState } from 'react';
import { fieldError } from '../../../shared/api/errors.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { DateField } from '../../../shared/fields/date-field.tsx';
import { Field } from '../../../shared/fields/field.tsx';
import { ChoiceField, TextField } from '../../../shared/fields/text-field.tsx';
import { officeToday } from '../../../shared/text/dates.ts';
import { matchesWords } from '../../../shared/text/names.ts';
import { useAdminAct } from '../admin-api.ts';
import { AgencyChoice } from '../agencies/agency-choice.tsx';
import { FormDialog } from '../form-dialog.tsx';
import { splitFields } from '../split-fields.ts';
import { useDraft } from '../use-draft.ts';
import { PostPick } from './post-pick.tsx';

type Capacity = CreateDelegation['capacity'];

const CAPACITIES: readonly { value: Capacity; label: string }[] = [
  { value: 'KT', label: 'KT. Ký thay' },
  { value: 'TL', label: 'TL. Ký thừa lệnh' },
  { value: 'TUQ', label: 'TUQ. Ký thừa ủy quyền' },
  { value: 'Q', label: 'Q. Quyền người đứng đầu' },
];

/** What the decree asks for each capacity (Decree 30/2020 Art. 13); the server judges it. */
const RULE: Record<Capacity, string> = {
  KT: 'Cấp phó của người đứng đầu ký thay trong lĩnh vực được phân công.',
  TL: 'Người đứng đầu đơn vị thuộc cơ quan, với các loại văn bản ghi trong quy chế làm việc.',
  TUQ: 'Người đứng đầu đơn vị hoặc cơ quan thuộc cơ cấu tổ chức, bằng văn bản, giới hạn thời gian và nội dung.',
  Q: 'Người trong cơ quan được giao quyền khi khuyết người đứng đầu, không có người giao.',
};

interface DelegationDialogProps {
  tree: AgencyTree;
  agencyId: string;
  onClose: () => void;
}

interface Draft {
  capacity: Capacity;
  fromPositionId: string | null;
  toAgencyId: string;
  toPositionId: string | null;
  basis: string;
  basisOn: string;
  documentTypes: string[];
  fields: string;
  validFrom: string;
  validTo: string | null;
}

function TypesField({
  value,
  onChange,
  error,
}: {
  value: string[];
  onChange: (codes: string[]) => void;
  error: string | undefined;
}) {
  const types = listDocumentTypes(officeToday());
  return (
    <Field label="Loại văn bản được ký" aside="để trống là mọi loại" error={error}>
      {(ids) => (
        <Select<string[]>
          {...ids}
          mode="multiple"
          aria-label="Loại văn bản được ký"
          value={value}
          placeholder="Gõ không dấu cũng được"
          showSearch={{ filterOption: (typed, option) => matchesWords(String(option?.label ?? ''), typed) }}
          options={types.map((type) => ({ value: type.code, label: type.name }))}
          onChange={onChange}
        />
      )}
    </Field>
  );
}

/** One delegation of the right to sign, with what it rests on. */
export function DelegationDialog({ tree, agencyId, onClose }: DelegationDialogProps) {
  const [draft, set] = useDraft<Draft>({
    capacity: 'TL',
    fromPositionId: null,
    toAgencyId: agencyId,
    toPositionId: null,
    basis: '',
    basisOn: officeToday(),
    documentTypes: [],
    fields: '',
    validFrom: officeToday(),
    validTo: null,
  });
  const [tried, setTried] = useState(false);
  const act = useAdminAct<CreateDelegation>(() => {
    onClose();
    showToast('Đã giao quyền ký.');
  });
  const problem = (field: string): string | undefined => fieldError(act.error, field);
  const confirm = (): void => {
    setTried(true);
    const { toAgencyId: _agency, toPositionId, fields, ...rest } = draft;
    if (toPositionId !== null && draft.basis.trim().length >= 5) {
      act.mutate({ path: '/api/org/delegations', body: { ...rest, toPositionId, fields: splitFields(fields) } });
    }
  };
  return (
    <FormDialog
      title="Giao quyền ký"
      confirmLabel="Giao quyền"
      busy={act.isPending}
      error={act.error}
      width={680}
      onClose={onClose}
      onConfirm={confirm}
    >
      <ChoiceField
        label="Quyền ký"
        value={draft.capacity}
        options={CAPACITIES}
        onChange={(capacity) =>
          set({ capacity, toAgencyId: agencyId, ...(capacity === 'Q' && { fromPositionId: null }) })
        }
        hint={RULE[draft.capacity]}
        error={problem('capacity')}
      />
      {draft.capacity !== 'Q' && (
        <PostPick
          label="Người giao"
          aside={draft.capacity === 'TUQ' ? '' : '(không bắt buộc: theo quy chế)'}
          agencyId={agencyId}
          value={draft.fromPositionId}
          onPick={(fromPositionId) => set({ fromPositionId })}
          error={problem('fromPositionId')}
        />
      )}
      {draft.capacity === 'TUQ' && (
        <AgencyChoice
          label="Cơ quan của người nhận"
          tree={tree}
          value={draft.toAgencyId}
          onChange={(toAgencyId) => set({ toAgencyId, toPositionId: null })}
          among={(line) => line.hosted && line.state !== 'ended'}
        />
      )}
      <PostPick
        key={draft.toAgencyId}
        label="Người nhận"
        agencyId={draft.toAgencyId}
        value={draft.toPositionId}
        onPick={(toPositionId) => set({ toPositionId })}
        error={tried && draft.toPositionId === null ? 'Chưa chọn người nhận.' : problem('toPositionId')}
      />
      <div className="field-row" style={{ '--least': '220px' } as React.CSSProperties}>
        <TextField
          label="Căn cứ"
          value={draft.basis}
          onChange={(basis) => set({ basis })}
          error={
            tried && draft.basis.trim().length < 5
              ? 'Chưa nhập số, ký hiệu của quyết định, quy chế hoặc giấy ủy quyền.'
              : problem('basis')
          }
          hint="Ví dụ Giấy ủy quyền số 04/GUQ-UBND"
        />
        <DateField
          label="Ngày của căn cứ"
          value={draft.basisOn}
          onChange={(date) => set({ basisOn: date ?? officeToday() })}
          error={problem('basisOn')}
        />
      </div>
      <TypesField
        value={draft.documentTypes}
        onChange={(documentTypes) => set({ documentTypes })}
        error={problem('documentTypes')}
      />
      <TextField
        label="Lĩnh vực"
        aside="(không bắt buộc)"
        value={draft.fields}
        onChange={(fields) => set({ fields })}
        hint="Cách nhau bằng dấu phẩy"
        error={problem('fields')}
      />
      <div className="field-row">
        <DateField
          label="Hiệu lực từ ngày"
          value={draft.validFrom}
          onChange={(date) => set({ validFrom: date ?? officeToday() })}
          error={problem('validFrom')}
        />
        <DateField
          label="Đến hết ngày"
          aside={draft.capacity === 'TUQ' ? '' : '(không bắt buộc)'}
          value={draft.validTo}
          onChange={(validTo) => set({ validTo })}
          error={problem('validTo')}
        />
      </div>
    </FormDialog>
  );
}
