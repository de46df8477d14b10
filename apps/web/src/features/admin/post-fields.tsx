import type { AgencyDetail, PositionFacts } from '@congvu/contracts';
import { Check, ChoiceField, TextField } from '../../shared/fields/text-field.tsx';
import { RANKS, ROLES, type RoleKey } from './admin.text.ts';

export interface PostDraft {
  unitId: string;
  title: string;
  rank: PositionFacts['rank'];
  roles: readonly RoleKey[];
}

export const EMPTY_POST: PostDraft = { unitId: '', title: '', rank: 'staff', roles: ['specialist'] };

export function isPostComplete(post: PostDraft): boolean {
  return post.unitId !== '' && post.title.trim().length >= 2 && post.roles.length > 0;
}

/** Roles decide what may be done in the system; the title is only what stands under the signature. */
export function RolesField({
  roles,
  onChange,
  tried,
}: {
  roles: readonly RoleKey[];
  onChange: (roles: RoleKey[]) => void;
  tried: boolean;
}) {
  return (
    <fieldset className="roles-field">
      <legend>Vai trong hệ thống</legend>
      <div>
        {ROLES.map(({ value, label }) => (
          <Check
            key={value}
            label={label}
            on={roles.includes(value)}
            onChange={(on) => onChange(on ? [...roles, value] : roles.filter((role) => role !== value))}
          />
        ))}
      </div>
      {tried && roles.length === 0 && <p>Chưa chọn vai. Không có vai thì không làm được việc gì trong hệ thống.</p>}
    </fieldset>
  );
}

interface PostFieldsProps {
  post: PostDraft;
  units: AgencyDetail['units'];
  onChange: (part: Partial<PostDraft>) => void;
  tried: boolean;
  problem?: (field: string) => string | undefined;
}

/** Unit, title, rank and roles of one post. */
export function PostFields({ post, units, onChange, tried, problem }: PostFieldsProps) {
  const living = units.filter((unit) => unit.validTo === null);
  return (
    <>
      <ChoiceField
        label="Đơn vị"
        value={post.unitId}
        options={[{ value: '', label: 'Chọn đơn vị' }, ...living.map((unit) => ({ value: unit.id, label: unit.name }))]}
        onChange={(unitId) => onChange({ unitId })}
        error={tried && post.unitId === '' ? 'Chưa chọn đơn vị.' : problem?.('unitId')}
      />
      <div className="field-row">
        <TextField
          label="Chức vụ"
          value={post.title}
          onChange={(title) => onChange({ title })}
          error={tried && post.title.trim().length < 2 ? 'Chưa nhập chức vụ.' : problem?.('title')}
          hint="Như ghi dưới chữ ký, ví dụ Phó Trưởng phòng"
        />
        <ChoiceField
          label="Vị trí"
          value={post.rank}
          options={RANKS}
          onChange={(rank) => onChange({ rank })}
          error={problem?.('rank')}
        />
      </div>
      <RolesField roles={post.roles} onChange={(roles) => onChange({ roles })} tried={tried} />
    </>
  );
}
