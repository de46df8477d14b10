import type { AgencyOption, PositionOption } from '@congvu/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { getJson } from '../api/client.ts';
import type { FieldProps } from '../fields/field.tsx';
import { PersonOption } from './person-option.tsx';
import { Pick, type PickOption } from './pick.tsx';
import { useDelayed } from './use-delayed.ts';

interface OrgPickProps<T> extends FieldProps {
  value: string | null;
  onPick: (id: string | null, item: T | null) => void;
  /** Text of the value before anything was searched. */
  valueLabel?: string;
  allowClear?: boolean;
  placeholder?: string;
}

function withChosen<T>(options: PickOption<T>[], value: string | null, label: string | undefined, item: T | undefined) {
  const known = value === null || options.some((option) => option.value === value);
  return known || label === undefined
    ? options
    : [{ value: value ?? '', label, ...(item !== undefined && { item }) }, ...options];
}

function useOptions<T>(kind: string, path: string, typed: string, extra: Record<string, string | undefined> = {}) {
  const q = useDelayed(typed);
  return useQuery({
    queryKey: [kind, path, q, extra],
    queryFn: ({ signal }) => getJson<{ items: T[] }>(path, { q, ...extra }, signal),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

export function AgencyPick({ valueLabel, ...props }: OrgPickProps<AgencyOption>) {
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<AgencyOption>();
  const { data, isFetching } = useOptions<AgencyOption>('agencies', '/api/org/agencies', typed);
  const options = (data?.items ?? []).map((item) => ({
    value: item.agencyId,
    label: item.name,
    item,
    render: (
      <span className="pick-option">
        <span>{item.name}</span>
        {item.code !== null && <small className="num">{item.code}</small>}
      </span>
    ),
  }));
  return (
    <Pick
      {...props}
      options={withChosen(options, props.value, chosen?.name ?? valueLabel, chosen)}
      loading={isFetching}
      onTyped={setTyped}
      onPick={(id, item) => {
        setChosen(item ?? undefined);
        props.onPick(id, item);
      }}
    />
  );
}

/** A colleague of the own agency in one of his posts. */
export function PositionPick({ valueLabel, ...props }: OrgPickProps<PositionOption>) {
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<PositionOption>();
  const { data, isFetching } = useOptions<PositionOption>('positions', '/api/org/positions', typed);
  const options = (data?.items ?? []).map((item) => ({
    value: item.positionId,
    label: `${item.fullName}, ${item.title}`,
    item,
    render: <PersonOption person={item} />,
  }));
  const label = chosen === undefined ? valueLabel : `${chosen.fullName}, ${chosen.title}`;
  return (
    <Pick
      {...props}
      options={withChosen(options, props.value, label, chosen)}
      loading={isFetching}
      onTyped={setTyped}
      onPick={(id, item) => {
        setChosen(item ?? undefined);
        props.onPick(id, item);
      }}
    />
  );
}
