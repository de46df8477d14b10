import { useState } from 'react';
import { DateField } from '../../../shared/fields/date-field.tsx';
import { SmallSelect } from '../../../shared/fields/small-select.tsx';
import { TextField } from '../../../shared/fields/text-field.tsx';
import { useAddress } from '../../../shared/ui/address.ts';
import { Button } from '../../../shared/ui/button.tsx';
import type { EntryFilter } from './audit-api.ts';
import { actOptions, moduleOptions } from './entry-words.ts';

const NAMES = { from: 'tu', to: 'den', person: 'nguoi', action: 'viec', object: 'doi-tuong' } as const;

export function filterOf(params: URLSearchParams): EntryFilter {
  const read = (name: string) => params.get(name) ?? undefined;
  return {
    from: read(NAMES.from),
    to: read(NAMES.to),
    person: read(NAMES.person),
    action: read(NAMES.action),
    object: read(NAMES.object),
  };
}

/** Asked with a button: every search leaves a line, and half a name is no search. */
export function EntryFilters({ filter }: { filter: EntryFilter }) {
  const { put } = useAddress();
  const [draft, setDraft] = useState(filter);
  const set = (part: Partial<EntryFilter>): void => setDraft((now) => ({ ...now, ...part }));
  const [module = ''] = (draft.action ?? '').split('.');
  const ask = (wanted: EntryFilter): void =>
    put(Object.fromEntries(Object.entries(NAMES).map(([key, name]) => [name, wanted[key as keyof EntryFilter]])));
  const clear = (): void => {
    const none = { from: undefined, to: undefined, person: undefined, action: undefined, object: undefined };
    setDraft(none);
    ask(none);
  };
  return (
    <form
      className="audit-filters no-print"
      aria-label="Tìm trong nhật ký"
      onSubmit={(event) => {
        event.preventDefault();
        ask(draft);
      }}
    >
      <DateField label="Từ ngày" value={draft.from ?? null} onChange={(day) => set({ from: day ?? undefined })} />
      <DateField label="Đến ngày" value={draft.to ?? null} onChange={(day) => set({ to: day ?? undefined })} />
      <TextField
        label="Người"
        value={draft.person ?? ''}
        placeholder="Tên không cần dấu"
        onChange={(person) => set({ person: person === '' ? undefined : person })}
      />
      <TextField
        label="Đối tượng"
        value={draft.object ?? ''}
        placeholder="Số, ký hiệu hoặc mã"
        onChange={(object) => set({ object: object === '' ? undefined : object })}
      />
      <div className="audit-acts">
        <SmallSelect
          label="Việc"
          value={module}
          options={moduleOptions()}
          onChange={(value) => set({ action: value === '' ? undefined : value })}
        />
        {module !== '' && (
          <SmallSelect
            label="Thao tác"
            value={draft.action ?? module}
            options={actOptions(module)}
            onChange={(action) => set({ action })}
          />
        )}
        <Button kind="primary" size="small" type="submit">
          Tìm
        </Button>
        <Button kind="quiet" size="small" onClick={clear}>
          Bỏ mọi lọc
        </Button>
      </div>
    </form>
  );
}
