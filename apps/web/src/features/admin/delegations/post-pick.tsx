import type { PersonView, PositionTerm } from '@congvu/contracts';
import { useState } from 'react';
import { Pick } from '../../../shared/pickers/pick.tsx';
import { useDelayed } from '../../../shared/pickers/use-delayed.ts';
import { Avatar } from '../../../shared/ui/marks.tsx';
import { usePeople } from '../admin-api.ts';

interface HeldPost {
  person: PersonView;
  post: PositionTerm;
}

interface PostPickProps {
  label: string;
  agencyId: string;
  value: string | null;
  onPick: (id: string | null) => void;
  /** To ask about, never to choose for an act: posts that are over too, or the people who left. */
  past?: 'posts' | 'people';
  aside?: string;
  hint?: string;
  error?: string | undefined;
}

/** A person in one post of an agency, also one that is not the administrator's own. */
export function PostPick({ agencyId, onPick, value, past, ...field }: PostPickProps) {
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<HeldPost>();
  const q = useDelayed(typed.trim());
  const query = usePeople({ agencyId, q: q === '' ? undefined : q, ...(past === 'people' && { left: 'true' }) });
  const people = query.data?.pages.flatMap((page) => page.items) ?? [];
  const held = people.flatMap((person) =>
    person.positions
      .filter((post) => post.agencyId === agencyId && (past !== undefined || post.state !== 'ended'))
      .map((post): HeldPost => ({ person, post })),
  );
  const shown =
    chosen === undefined || held.some(({ post }) => post.positionId === chosen.post.positionId)
      ? held
      : [chosen, ...held];
  return (
    <Pick<HeldPost>
      {...field}
      value={value}
      allowClear
      loading={query.isFetching}
      onTyped={setTyped}
      options={shown.map((item) => ({
        value: item.post.positionId,
        label: `${item.person.fullName}, ${item.post.title}`,
        item,
        render: (
          <span className="pick-option">
            <Avatar name={item.person.fullName} small />
            <span>{item.person.fullName}</span>
            <small>
              {item.post.title}, {item.post.unitName}
              {item.post.state === 'ended' && ' (đã thôi)'}
            </small>
          </span>
        ),
      }))}
      onPick={(id, item) => {
        setChosen(item ?? undefined);
        onPick(id);
      }}
    />
  );
}
