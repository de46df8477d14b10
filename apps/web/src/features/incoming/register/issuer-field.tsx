import type { IssuerAnswer } from '@congvu/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useState } from 'react';
import { getJson } from '../../../shared/api/client.ts';
import { Field } from '../../../shared/fields/field.tsx';
import { useDelayed } from '../../../shared/pickers/use-delayed.ts';

export type Issuer = IssuerAnswer['items'][number];

interface IssuerFieldProps {
  value: string;
  error?: string | undefined;
  onChange: (name: string) => void;
  onPick: (issuer: Issuer) => void;
}

/** Free text with the issuers of earlier letters in a list below; nothing is filled in inside the field while typing. */
export function IssuerField({ value, error, onChange, onPick }: IssuerFieldProps) {
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const q = useDelayed(value.trim());
  const { data } = useQuery({
    queryKey: ['incoming', 'issuers', q],
    queryFn: ({ signal }) => getJson<IssuerAnswer>('/api/incoming/issuers', { q }, signal),
    enabled: open && q.length > 0,
    placeholderData: keepPreviousData,
  });
  const items = open && q.length > 0 ? (data?.items ?? []).slice(0, 8) : [];
  const pick = (issuer: Issuer): void => {
    onPick(issuer);
    setOpen(false);
    setActive(-1);
  };
  const press = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const chosen = items[active];
    if (step !== 0 && items.length > 0) {
      event.preventDefault();
      setOpen(true);
      setActive((active + step + items.length) % items.length);
    } else if (event.key === 'Enter' && chosen !== undefined && !event.nativeEvent.isComposing) {
      event.preventDefault();
      event.stopPropagation();
      pick(chosen);
    } else if (event.key === 'Escape' && open) {
      event.stopPropagation();
      setOpen(false);
    }
  };
  return (
    <Field label="Nơi ban hành" error={error}>
      {(ids) => (
        <div className="suggest">
          <input
            {...ids}
            className="input"
            name="issuer"
            role="combobox"
            value={value}
            placeholder="Gõ không dấu cũng được"
            autoComplete="off"
            aria-expanded={items.length > 0}
            aria-controls={`${ids.id}-list`}
            onChange={(event) => {
              setOpen(true);
              setActive(-1);
              onChange(event.target.value);
            }}
            onBlur={() => setOpen(false)}
            onKeyDown={press}
          />
          {items.length > 0 && (
            <div className="float suggest-list" role="listbox" id={`${ids.id}-list`} aria-label="Nơi ban hành đã có">
              {items.map((issuer, index) => (
                <div
                  key={`${issuer.agencyId ?? ''} ${issuer.name}`}
                  role="option"
                  tabIndex={-1}
                  aria-selected={index === active}
                  className={index === active ? 'suggest-item is-active' : 'suggest-item'}
                  onMouseDown={(event) => {
                    event.preventDefault();
                    pick(issuer);
                  }}
                >
                  <span>{issuer.name}</span>
                  {issuer.lastSymbol !== '' && <small className="num">{issuer.lastSymbol}</small>}
                </div>
              ))}
            </div>
          )}
        </div>
      )}
    </Field>
  );
}
