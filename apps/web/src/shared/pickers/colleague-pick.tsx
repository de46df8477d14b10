import type { AssigneeOptions } from '@congvu/contracts';
import { useQuery } from '@tanstack/react-query';
import { getJson } from '../api/client.ts';
import type { FieldProps } from '../fields/field.tsx';
import { PersonOption } from './person-option.tsx';
import { Pick, type PickOption } from './pick.tsx';

export interface Colleague {
  personId: string;
  fullName: string;
  title: string;
  unitName: string;
}

function colleaguesOf(options: AssigneeOptions | undefined): Colleague[] {
  const byId = new Map<string, Colleague>();
  for (const unit of options?.units ?? []) {
    for (const { personId, fullName, title } of unit.people) {
      // Somebody with two posts stands here once, with the first.
      if (!byId.has(personId)) {
        byId.set(personId, { personId, fullName, title, unitName: unit.name });
      }
    }
  }
  return [...byId.values()];
}

interface ColleaguePickProps extends FieldProps {
  value: string | null;
  onPick: (personId: string | null, colleague: Colleague | null) => void;
  /** Whoever cannot be meant. */
  without?: string | undefined;
}

/** Somebody of the own agency, with post and unit. */
export function ColleaguePick({ value, onPick, without, ...field }: ColleaguePickProps) {
  const { data, isFetching } = useQuery({
    queryKey: ['people', 'colleagues'],
    queryFn: ({ signal }) => getJson<AssigneeOptions>('/api/tasks/assignees', undefined, signal),
    staleTime: 60_000,
  });
  const options: PickOption<Colleague>[] = colleaguesOf(data)
    .filter(({ personId }) => personId !== without)
    .map((item) => ({
      value: item.personId,
      label: item.fullName,
      search: `${item.title} ${item.unitName}`,
      item,
      render: <PersonOption person={item} />,
    }));
  return <Pick {...field} value={value} options={options} loading={isFetching} onPick={onPick} />;
}
