import type { BookSourceView } from '@congvu/contracts';
import { Search, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { SmallSelect } from '../../../shared/fields/small-select.tsx';
import { useDelayed } from '../../../shared/pickers/use-delayed.ts';
import { useAddress } from '../../../shared/ui/address.ts';
import type { BookFilter } from './address-book-api.ts';

const EVERY = 'moi';
const STATES = [
  { value: EVERY, label: 'Mọi tình trạng' },
  { value: 'open', label: 'Đang hoạt động' },
  { value: 'closed', label: 'Đã đóng' },
];

interface BookFiltersProps {
  filter: BookFilter;
  sources: readonly BookSourceView[];
}

/** The search stands first: whoever opens the book looks for somebody. All of it stands in the address. */
export function BookFilters({ filter, sources }: BookFiltersProps) {
  const { params, put } = useAddress();
  const [typed, setTyped] = useState(filter.q ?? '');
  const settled = useDelayed(typed, 250);
  const latest = useRef(put);
  latest.current = put;
  useEffect(() => latest.current({ q: settled.trim() }), [settled]);
  const pick = (name: string) => (value: string) => put({ [name]: value === EVERY ? undefined : value });
  const isNarrowed = ['q', 'the', 'nguon', 'duoi', 'trung'].some((name) => params.has(name));
  return (
    <div className="book-filters no-print">
      <label className="book-search">
        <Search className="icon" aria-hidden />
        <input
          type="search"
          className="input"
          aria-label="Tìm trong sổ địa chỉ"
          placeholder="Tên không dấu, chữ viết tắt hoặc mã: ubnd h tam duong, so tttt, H35.17"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </label>
      <SmallSelect label="Tình trạng" value={filter.state ?? EVERY} options={STATES} onChange={pick('the')} />
      {sources.length > 1 && (
        <SmallSelect
          label="Nguồn"
          value={filter.source ?? EVERY}
          options={[
            { value: EVERY, label: 'Mọi nguồn' },
            ...sources.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={pick('nguon')}
        />
      )}
      <label className="check">
        <input
          type="checkbox"
          checked={filter.disputed !== undefined}
          onChange={(event) => put({ trung: event.target.checked ? '1' : undefined })}
        />
        <span>Trùng mã</span>
      </label>
      {filter.under !== undefined && (
        <button type="button" className="book-under" onClick={() => put({ duoi: undefined })}>
          Trong <span className="num">{filter.under}</span>
          <X className="icon icon-16" aria-label="Bỏ lọc này" />
        </button>
      )}
      {isNarrowed && (
        <button
          type="button"
          className="link"
          onClick={() => {
            setTyped('');
            put({ q: undefined, the: undefined, nguon: undefined, duoi: undefined, trung: undefined });
          }}
        >
          Bỏ mọi lọc
        </button>
      )}
    </div>
  );
}
