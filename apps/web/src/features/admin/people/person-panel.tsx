import type { AgencyTree, PersonView, PositionTerm } from '@congvu/contracts';
import { useQuery } from '@tanstack/react-query';
import { KeyRound, Plus, X } from 'lucide-react';
import { useState } from 'react';
import { getJson } from '../../../shared/api/client.ts';
import { formatDate } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { FactList, FactsSection } from '../../../shared/ui/facts.tsx';
import { AppLink } from '../../../shared/ui/link.tsx';
import { Avatar, Chip } from '../../../shared/ui/marks.tsx';
import { ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { ACCOUNT_TONES, labelOf, RANKS, rolesText, STAFF, TERM_STATES } from '../admin.text.ts';
import { useAccounts } from '../admin-api.ts';
import { EditPersonDialog, LeaveDialog } from './person-dialogs.tsx';
import { AddPostDialog, EditPostDialog, EndPostDialog } from './post-dialogs.tsx';

type Asking = { kind: 'edit' | 'leave' | 'add' } | { kind: 'edit-post' | 'end-post'; post: PositionTerm };

function TermItem({ post, may, onAsk }: { post: PositionTerm; may: boolean; onAsk: (asking: Asking) => void }) {
  const [label, tone] = TERM_STATES[post.state];
  return (
    <li className={post.state === 'ended' ? 'term is-past' : 'term'}>
      <b>
        {post.title}, {post.unitName}
      </b>
      <Chip tone={tone}>{label}</Chip>
      <small>{post.agencyName}</small>
      <small className="num">
        {formatDate(post.validFrom)} – {post.validTo === null ? 'nay' : formatDate(post.validTo)}
        {post.rank !== 'staff' && `, ${labelOf(RANKS, post.rank).toLowerCase()}`}
      </small>
      <small>
        {rolesText(post.roles)}
        {post.fields.length > 0 && `; lĩnh vực: ${post.fields.join(', ')}`}
      </small>
      {may && post.state !== 'ended' && (
        <div className="note-actions">
          <Button size="small" onClick={() => onAsk({ kind: 'edit-post', post })}>
            Vai, lĩnh vực
          </Button>
          <Button size="small" kind="quiet" onClick={() => onAsk({ kind: 'end-post', post })}>
            Kết thúc
          </Button>
        </div>
      )}
    </li>
  );
}

function AccountLine({ person }: { person: PersonView }) {
  const query = useAccounts({ personId: person.id });
  const account = query.data?.pages[0]?.items[0];
  if (!query.isSuccess) {
    return null;
  }
  return (
    <FactsSection title="Tài khoản">
      {account === undefined ? (
        <AppLink className="btn btn-small" href={`/quan-tri/tai-khoan?cap=${person.id}&co-quan=${person.agencyId}`}>
          <KeyRound className="icon" aria-hidden />
          Cấp tài khoản
        </AppLink>
      ) : (
        <p className="facts-state">
          <AppLink className="num" href={`/quan-tri/tai-khoan?tim=${account.userName}`}>
            {account.userName}
          </AppLink>
          <Chip tone={ACCOUNT_TONES[account.state]}>{account.stateLabel}</Chip>
        </p>
      )}
    </FactsSection>
  );
}

function PersonDialogs({
  person,
  tree,
  asking,
  onClose,
}: {
  person: PersonView;
  tree: AgencyTree;
  asking: Asking | undefined;
  onClose: () => void;
}) {
  switch (asking?.kind) {
    case 'edit':
      return <EditPersonDialog person={person} onClose={onClose} />;
    case 'leave':
      return <LeaveDialog person={person} onClose={onClose} />;
    case 'add':
      return <AddPostDialog person={person} tree={tree} onClose={onClose} />;
    case 'edit-post':
      return <EditPostDialog post={asking.post} onClose={onClose} />;
    case 'end-post':
      return <EndPostDialog person={person} post={asking.post} onClose={onClose} />;
    default:
      return null;
  }
}

function usePerson(id: string) {
  return useQuery({
    queryKey: ['org', 'person', id],
    queryFn: ({ signal }) => getJson<PersonView>(`/api/org/people/${id}`, undefined, signal),
  });
}

/** One person: facts, posts in time, the account. */
export function PersonPanel({ id, tree, onClose }: { id: string; tree: AgencyTree; onClose: () => void }) {
  const { data: person, error, isPending, refetch } = usePerson(id);
  const [asking, setAsking] = useState<Asking>();
  if (person === undefined) {
    return (
      <aside className="sheet org-panel" aria-label="Cán bộ đang xem">
        {isPending && <SkeletonRows rows={4} />}
        {error !== null && <ErrorNote title="Chưa mở được hồ sơ" error={error} onRetry={() => void refetch()} />}
      </aside>
    );
  }
  const refused = person.abilities['org.edit_person'];
  const reason = typeof refused === 'string' ? refused : undefined;
  const may = person.abilities['org.edit_position'] === true;
  return (
    <aside className="sheet org-panel" aria-label={`Cán bộ ${person.fullName}`}>
      <header className="card-head">
        <div className="person-head">
          <Avatar name={person.fullName} />
          <div>
            <h2>{person.fullName}</h2>
            <small>{person.agencyName}</small>
          </div>
        </div>
        <Button kind="ghost" size="small" icon={X} aria-label="Đóng" onClick={onClose} />
      </header>
      <div className="org-panel-body">
        <FactsSection plain>
          <FactList
            facts={[
              ['Mã cán bộ', person.code],
              ['Đối tượng', labelOf(STAFF, person.staffKind)],
              ['Ngày sinh', formatDate(person.bornOn)],
              ['Thư công vụ', person.email],
              ['Điện thoại', person.phone],
              ['Số định danh', person.identityNumber],
            ]}
          />
        </FactsSection>
        <FactsSection title="Chức vụ theo nhiệm kỳ">
          <ul className="terms">
            {person.positions.map((post) => (
              <TermItem key={post.positionId} post={post} may={may} onAsk={setAsking} />
            ))}
          </ul>
          {person.positions.length === 0 && <p className="quiet">Chưa giữ chức vụ nào nên chưa vào được hệ thống.</p>}
          <div className="note-actions">
            <Button size="small" icon={Plus} reason={reason} onClick={() => setAsking({ kind: 'add' })}>
              Thêm chức vụ
            </Button>
          </div>
        </FactsSection>
        <AccountLine person={person} />
      </div>
      <footer className="org-panel-foot">
        <Button reason={reason} onClick={() => setAsking({ kind: 'edit' })}>
          Sửa hồ sơ
        </Button>
        <Button reason={reason} onClick={() => setAsking({ kind: 'leave' })}>
          Thôi công tác
        </Button>
      </footer>
      <PersonDialogs person={person} tree={tree} asking={asking} onClose={() => setAsking(undefined)} />
    </aside>
  );
}
