import { type ReactNode, useEffect, useRef, useState } from 'react';
import { AgencyPick } from '../../shared/pickers/org-picks.tsx';
import { useDelayed } from '../../shared/pickers/use-delayed.ts';
import { useRoles } from '../../shared/session/me.ts';
import { useAddress } from '../../shared/ui/address.ts';

const SEES_BELOW = ['focal', 'administrator', 'auditor', 'leader'];

interface RegisterFiltersProps {
  placeholder: string;
  /** Name of the agency in the address, once rows have told it. */
  agencyName: string | undefined;
  /** Names of all the filters in the address. */
  names: readonly string[];
  children?: ReactNode;
}

/** Words, agency (for who looks below), and what the register adds; all of it stands in the address. */
export function RegisterFilters({ placeholder, agencyName, names, children }: RegisterFiltersProps) {
  const roles = useRoles();
  const { params, put } = useAddress();
  const [typed, setTyped] = useState(params.get('q') ?? '');
  const settled = useDelayed(typed, 300);
  const latest = useRef(put);
  latest.current = put;
  useEffect(() => latest.current({ q: settled.trim() }), [settled]);
  const agencyId = params.get('co-quan');
  const narrowed = names.some((name) => params.has(name));
  return (
    <div className="thing-filters no-print">
      <input
        type="search"
        className="input"
        aria-label="Tìm trong sổ"
        placeholder={placeholder}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      {SEES_BELOW.some((role) => roles.has(role)) && (
        <AgencyPick
          label="Cơ quan"
          placeholder="Mọi cơ quan"
          value={agencyId}
          {...(agencyName !== undefined && { valueLabel: agencyName })}
          allowClear
          onPick={(id) => put({ 'co-quan': id ?? undefined })}
        />
      )}
      {children}
      {narrowed && (
        <button
          type="button"
          className="link"
          onClick={() => {
            setTyped('');
            put(Object.fromEntries(names.map((name) => [name, undefined])));
          }}
        >
          Bỏ mọi lọc
        </button>
      )}
    </div>
  );
}
