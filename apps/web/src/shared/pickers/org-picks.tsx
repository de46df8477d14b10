import type { AgencyOption, PositionOption, UnitOption } from '@congvu/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { getJson } from '../api/client.ts';
import type { FieldProps } from '../fields/field.tsx';
import { Avatar } from '../ui/marks.tsx';
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
  return known || label === undefined || item === undefined
    ? options
    : [{ value: value ?? '', label, item }, ...options];
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

interface PersonPickProps extends OrgPickProps<PositionOption> {
  role?: string;
  unitId?: string;
}

/** People by given name, shown with post and unit; one entry for every post held. */
export function PersonPick({ role, unitId, valueLabel, ...props }: PersonPickProps) {
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<PositionOption>();
  const { data, isFetching } = useOptions<PositionOption>('people', '/api/org/positions', typed, { role, unitId });
  const options = (data?.items ?? []).map((item) => ({
    value: item.positionId,
    label: item.fullName,
    item,
    render: (
      <span className="pick-option">
        <Avatar name={item.fullName} small />
        <span>{item.fullName}</span>
        <small>
          {item.title}, {item.unitName}
        </small>
      </span>
    ),
  }));
  return (
    <Pick
      {...props}
      options={withChosen(options, props.value, chosen?.fullName ?? valueLabel, chosen)}
      loading={isFetching}
      onTyped={setTyped}
      onPick={(id, item) => {
        setChosen(item ?? undefined);
        props.onPick(id, item);
      }}
    />
  );
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

/** Units of the own agency in the order of the tree. */
export function UnitPick(props: OrgPickProps<UnitOption>) {
  const { data, isFetching } = useOptions<UnitOption>('units', '/api/org/units', '');
  const options = (data?.items ?? []).map((item) => ({
    value: item.unitId,
    label: item.name,
    search: item.symbol,
    item,
    render: <span style={{ paddingLeft: item.depth * 16 }}>{item.name}</span>,
  }));
  return <Pick {...props} options={options} loading={isFetching} />;
}
