import type { ConnectionInput, ConnectionList } from '@congvu/contracts';
import { Check, ChoiceField } from '../../../shared/fields/text-field.tsx';

interface Shared {
  share: ConnectionInput['share'];
  agencyIds: readonly string[];
}

export type SharingScope = Pick<ConnectionList, 'agencies' | 'mayShareWithAll'>;

interface SharingFieldsProps {
  draft: Shared;
  set: (part: Partial<Shared>) => void;
  error: string | undefined;
  scope: SharingScope;
}

/** Who uses a connection, the same for every kind. */
export function SharingFields({ draft, set, error, scope }: SharingFieldsProps) {
  const options: { value: Shared['share']; label: string }[] = [
    { value: 'own', label: 'Chỉ cơ quan mình' },
    { value: 'chosen', label: 'Cơ quan mình và các cơ quan chọn dưới đây' },
    ...(scope.mayShareWithAll || draft.share === 'all'
      ? [{ value: 'all' as const, label: 'Mọi cơ quan dùng hệ thống này' }]
      : []),
  ];
  const chosen = new Set(draft.agencyIds);
  return (
    <>
      <ChoiceField
        label="Ai dùng kết nối này"
        value={draft.share}
        options={options}
        onChange={(share) => set({ share })}
        error={error}
      />
      {draft.share === 'chosen' && (
        <fieldset className="conn-agencies">
          <legend>Cơ quan dùng chung</legend>
          {scope.agencies.map(({ id, name, codes }) => (
            <Check
              key={id}
              label={codes.length === 0 ? `${name} (chưa có mã định danh)` : `${name} · ${codes.join(', ')}`}
              on={chosen.has(id)}
              onChange={(on) => set({ agencyIds: on ? [...chosen, id] : [...chosen].filter((one) => one !== id) })}
            />
          ))}
        </fieldset>
      )}
    </>
  );
}
