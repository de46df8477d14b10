import type { AgencyOption, BookOption } from '@congvu/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { getJson } from '../api/client.ts';
import type { FieldProps } from '../fields/field.tsx';
import { Pick, type PickOption } from './pick.tsx';
import { useDelayed } from './use-delayed.ts';

/** Somebody a letter is sent to: an agency of our tree, or a body of the address book known by its code. */
export type PickedReceiver =
  | { kind: 'agency'; agencyId: string; name: string }
  | { kind: 'listed'; code: string; name: string };

const OWN = 'Trong danh bạ của hệ thống';
const BOOK = 'Trên trục liên thông';

function ownOption(agency: AgencyOption): PickOption<PickedReceiver> {
  const { agencyId, name, code } = agency;
  return {
    value: agencyId,
    label: name,
    group: OWN,
    item: { kind: 'agency', agencyId, name },
    render: (
      <span className="pick-option is-two">
        <span>{name}</span>
        {code !== null && <small className="num">{code}</small>}
      </span>
    ),
  };
}

/** A body of the book that is an agency of our tree is that agency, whatever list it was found in. */
function bookOption({ agencyId, code, name, path, instead }: BookOption): PickOption<PickedReceiver> {
  return {
    value: agencyId ?? `code ${code}`,
    label: name,
    group: BOOK,
    item: agencyId === null ? { kind: 'listed', code, name } : { kind: 'agency', agencyId, name },
    render: (
      <span className="pick-option is-two">
        <span>{name}</span>
        <small>
          <span className="num">{code}</span>
          {path !== '' && `, ${path}`}
          {instead !== null && `, thay cho ${instead.name}`}
        </small>
      </span>
    ),
  };
}

function useBookSearch(q: string) {
  return useQuery({
    queryKey: ['addressbook', 'find', q],
    queryFn: ({ signal }) => getJson<{ items: BookOption[] }>('/api/address-book/find', { q }, signal),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    enabled: q.trim() !== '',
  });
}

function useFound(typed: string) {
  const q = useDelayed(typed);
  const own = useQuery({
    queryKey: ['agencies', '/api/org/agencies', q, {}],
    queryFn: ({ signal }) => getJson<{ items: AgencyOption[] }>('/api/org/agencies', { q }, signal),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  const book = useBookSearch(q);
  const ownItems = own.data?.items ?? [];
  const known = new Set(ownItems.map(({ agencyId }) => agencyId));
  const bookItems = q.trim() === '' ? [] : (book.data?.items ?? []);
  return {
    options: [
      ...ownItems.map(ownOption),
      ...bookItems.filter(({ agencyId }) => agencyId === null || !known.has(agencyId)).map(bookOption),
    ],
    loading: own.isFetching || book.isFetching,
  };
}

interface ReceiverPickProps extends FieldProps {
  onPick: (receiver: PickedReceiver) => void;
}

/** Type-ahead over our tree and the whole address book; what is picked goes into a list, so the field is empty again. */
export function ReceiverPick({ onPick, ...field }: ReceiverPickProps) {
  const [typed, setTyped] = useState('');
  const { options, loading } = useFound(typed);
  return (
    <Pick
      {...field}
      value={null}
      options={options}
      loading={loading}
      placeholder="Tên không dấu, chữ viết tắt hoặc mã"
      onTyped={setTyped}
      onPick={(_value, receiver) => {
        if (receiver !== null) {
          onPick(receiver);
        }
      }}
    />
  );
}

/** Type-ahead over the address book alone: every body has a code there. */
export function BookPick({
  onPick,
  ...field
}: FieldProps & { onPick: (body: { code: string; name: string }) => void }) {
  const [typed, setTyped] = useState('');
  const q = useDelayed(typed);
  const { data, isFetching } = useBookSearch(q);
  const options = (q.trim() === '' ? [] : (data?.items ?? [])).map((body) => ({
    ...bookOption(body),
    value: body.code,
    group: '',
    item: { code: body.code, name: body.name },
  }));
  return (
    <Pick
      {...field}
      value={null}
      options={options}
      loading={isFetching}
      placeholder="Tên không dấu, chữ viết tắt hoặc mã"
      empty={q.trim() === '' ? 'Gõ tên hoặc mã để tìm.' : 'Không tìm thấy. Thử một từ khác trong tên.'}
      onTyped={setTyped}
      onPick={(_value, body) => {
        if (body !== null) {
          onPick(body);
        }
      }}
    />
  );
}
