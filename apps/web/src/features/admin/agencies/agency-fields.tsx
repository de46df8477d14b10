import type { AgencyFacts } from '@congvu/contracts';
import { fieldError } from '../../../shared/api/errors.ts';
import { ChoiceField, TextField } from '../../../shared/fields/text-field.tsx';
import { KINDS, TIERS } from '../admin.text.ts';

export interface AgencyDraft {
  name: string;
  shortName: string;
  governingName: string;
  headingName: string;
  place: string;
  symbol: string;
  kind: AgencyFacts['kind'];
  tier: AgencyFacts['tier'];
  code: string;
  oldCode: string;
  email: string;
}

export const EMPTY_AGENCY: AgencyDraft = {
  name: '',
  shortName: '',
  governingName: '',
  headingName: '',
  place: '',
  symbol: '',
  kind: 'department',
  tier: 'district',
  code: '',
  oldCode: '',
  email: '',
};

export function factsOf(draft: AgencyDraft): AgencyFacts {
  return { ...draft, oldCode: draft.oldCode.trim() === '' ? null : draft.oldCode.trim() };
}

/** True when what must be there is there; the rest is the server's to judge. */
export function isComplete(draft: AgencyDraft): boolean {
  return [draft.name, draft.place, draft.symbol, draft.code].every((text) => text.trim() !== '');
}

interface AgencyFieldsProps {
  draft: AgencyDraft;
  onChange: (part: Partial<AgencyDraft>) => void;
  error: unknown;
  /** Path of the facts in the contract, e.g. `into.0`. */
  path?: string;
  tried: boolean;
}

/** Facts of a new agency: what stands on its letters, and both codes. */
export function AgencyFields({ draft, onChange, error, path, tried }: AgencyFieldsProps) {
  const problem = (field: keyof AgencyDraft, missing?: string): string | undefined =>
    (tried && missing !== undefined && draft[field].trim() === '' ? missing : undefined) ??
    fieldError(error, path === undefined ? field : `${path}.${field}`);
  return (
    <>
      <TextField
        label="Tên cơ quan"
        value={draft.name}
        onChange={(name) => onChange({ name })}
        error={problem('name', 'Chưa nhập tên cơ quan.')}
        hint="Đủ chữ như trong quyết định thành lập"
      />
      <div className="field-row">
        <TextField
          label="Tên ngắn"
          aside="(không bắt buộc)"
          value={draft.shortName}
          onChange={(shortName) => onChange({ shortName })}
        />
        <TextField
          label="Ký hiệu trong số văn bản"
          value={draft.symbol}
          onChange={(symbol) => onChange({ symbol })}
          error={problem('symbol', 'Chưa nhập ký hiệu, ví dụ UBND.')}
        />
      </div>
      <div className="field-row">
        <ChoiceField label="Loại" value={draft.kind} options={KINDS} onChange={(kind) => onChange({ kind })} />
        <ChoiceField label="Cấp" value={draft.tier} options={TIERS} onChange={(tier) => onChange({ tier })} />
      </div>
      <div className="field-row">
        <TextField
          label="Mã định danh"
          value={draft.code}
          onChange={(code) => onChange({ code })}
          error={problem('code', 'Chưa nhập mã định danh.')}
          hint="Theo QĐ 20/2020/QĐ-TTg, ví dụ H35.9"
          numeric
        />
        <TextField
          label="Mã cũ"
          aside="(không bắt buộc)"
          value={draft.oldCode}
          onChange={(oldCode) => onChange({ oldCode })}
          error={problem('oldCode')}
          hint="Theo QCVN 102:2016, ví dụ 000.09.35.H35"
          numeric
        />
      </div>
      <div className="field-row">
        <TextField
          label="Địa danh"
          value={draft.place}
          onChange={(place) => onChange({ place })}
          error={problem('place', 'Chưa nhập địa danh ghi trước ngày tháng.')}
        />
        <TextField
          label="Hộp thư công vụ"
          aside="(không bắt buộc)"
          value={draft.email}
          onChange={(email) => onChange({ email })}
          error={problem('email')}
        />
      </div>
      <div className="field-row">
        <TextField
          label="Cơ quan chủ quản ở ô 2"
          aside="(không bắt buộc)"
          value={draft.governingName}
          onChange={(governingName) => onChange({ governingName })}
          hint="Ví dụ UBND TỈNH LAI CHÂU"
        />
        <TextField
          label="Tên ở ô 2"
          aside="(không bắt buộc)"
          value={draft.headingName}
          onChange={(headingName) => onChange({ headingName })}
          hint="Để trống thì lấy tên cơ quan viết hoa"
        />
      </div>
    </>
  );
}
