import type { CampaignView } from '@congvu/contracts';
import { SmallSelect } from '../../../shared/fields/small-select.tsx';
import { STATE_CHOICES } from '../campaigns.text.ts';
import type { MemberFilter } from '../campaigns-api.ts';

export type Only = 'late' | 'never';

const ONLY: { value: Only | ''; label: string }[] = [
  { value: '', label: 'Sớm và muộn' },
  { value: 'late', label: 'Gửi muộn' },
  { value: 'never', label: 'Quá hạn chưa gửi' },
];

interface BoardFiltersProps {
  view: CampaignView;
  filter: MemberFilter;
  typed: string;
  onTyped: (typed: string) => void;
  onChange: (changes: Record<string, string | undefined>) => void;
}

/** Narrow and quiet: twenty-six are seen without it, thousands are found by it. */
export function BoardFilters({ view, filter, typed, onTyped, onChange }: BoardFiltersProps) {
  const groups = [
    { value: '', label: 'Mọi nhóm' },
    ...view.groups.map((group) => ({ value: group.key, label: group.name })),
  ];
  return (
    <div className="camp-filters no-print">
      <input
        className="input"
        type="search"
        aria-label="Tìm cơ quan trong đợt thu"
        placeholder="Tìm cơ quan"
        value={typed}
        onChange={(event) => onTyped(event.target.value)}
      />
      {view.groups.length > 1 && (
        <SmallSelect
          label="Nhóm cơ quan"
          value={filter.group ?? ''}
          options={groups}
          onChange={(group) => onChange({ nhom: group })}
        />
      )}
      <SmallSelect
        label="Trạng thái"
        value={filter.state ?? ''}
        options={STATE_CHOICES}
        onChange={(state) => onChange({ tt: state })}
      />
      {view.late + view.never > 0 && (
        <SmallSelect
          label="Đúng hạn"
          value={filter.only ?? ''}
          options={ONLY}
          onChange={(only) => onChange({ chi: only })}
        />
      )}
    </div>
  );
}
