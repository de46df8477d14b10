import type { AgencyTree, PersonView } from '@congvu/contracts';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { Check, ChoiceField, TextField } from '../../../shared/fields/text-field.tsx';
import { useDelayed } from '../../../shared/pickers/use-delayed.ts';
import { formatDate } from '../../../shared/text/dates.ts';
import { useAddress } from '../../../shared/ui/address.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { usePhone } from '../../../shared/ui/use-media.ts';
import { LEAVE_REASONS, labelOf, rolesText } from '../admin.text.ts';
import { useAgency, usePeople, useTree } from '../admin-api.ts';
import { AdminFrame } from '../admin-frame.tsx';
import { AgencyChoice } from '../agencies/agency-choice.tsx';
import { CreatePersonDialog } from './person-dialogs.tsx';
import { PersonPanel } from './person-panel.tsx';

/** Posts of today in the agency looked at, then the others. */
function postsOf(person: PersonView, agencyId: string): PersonView['positions'] {
  const now = person.positions.filter((post) => post.state !== 'ended');
  return [...now.filter((post) => post.agencyId === agencyId), ...now.filter((post) => post.agencyId !== agencyId)];
}

function PersonRow({
  person,
  agencyId,
  selected,
  onSelect,
}: {
  person: PersonView;
  agencyId: string;
  selected: boolean;
  onSelect: () => void;
}) {
  const posts = postsOf(person, agencyId);
  const [first] = posts;
  const classes = [selected && 'is-selected', person.leftOn !== null && 'is-past'].filter(Boolean).join(' ');
  return (
    <tr className={classes}>
      <td>
        <button type="button" className="row-pick" aria-pressed={selected} onClick={onSelect}>
          {person.fullName}
        </button>
        {person.code !== null && <small>{person.code}</small>}
      </td>
      <td data-label="Chức vụ">
        {person.leftOn !== null && (
          <>
            {labelOf(LEAVE_REASONS, person.leaveReason)} từ {formatDate(person.leftOn)}
          </>
        )}
        {person.leftOn === null && posts.length === 0 && <span className="soon">Chưa có chức vụ</span>}
        {posts.map((post) => (
          <div key={post.positionId}>
            {post.title}
            <small>
              {post.unitName}
              {post.agencyId !== agencyId && `, ${post.agencyName}`}
            </small>
          </div>
        ))}
      </td>
      <td data-label="Nhiệm kỳ" className="nb">
        {first !== undefined && `từ ${formatDate(first.validFrom)}`}
        {first !== undefined && first.validTo !== null && <small>đến {formatDate(first.validTo)}</small>}
      </td>
      <td data-label="Vai">{rolesText([...new Set(posts.flatMap((post) => post.roles))])}</td>
    </tr>
  );
}

interface PeopleListProps {
  query: ReturnType<typeof usePeople>;
  agencyId: string;
  personId: string | undefined;
  left: boolean;
  onSelect: (id: string | undefined) => void;
}

function PeopleList({ query, agencyId, personId, left, onSelect }: PeopleListProps) {
  const people = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div>
      <div className="sheet table-frame">
        <table className="table as-cards">
          <thead>
            <tr>
              <th>Họ và tên, mã</th>
              <th>Chức vụ, đơn vị</th>
              <th>Nhiệm kỳ</th>
              <th>Vai</th>
            </tr>
          </thead>
          <tbody>
            {people.map((person) => (
              <PersonRow
                key={person.id}
                person={person}
                agencyId={agencyId}
                selected={person.id === personId}
                onSelect={() => onSelect(person.id === personId ? undefined : person.id)}
              />
            ))}
          </tbody>
        </table>
        {query.isPending && <SkeletonRows rows={6} />}
        {query.isError && (
          <ErrorNote title="Chưa tải được cán bộ" error={query.error} onRetry={() => void query.refetch()} />
        )}
        {query.isSuccess && people.length === 0 && (
          <Empty title={left ? 'Không có người đã thôi công tác' : 'Không có cán bộ nào khớp'}>
            Cán bộ của cơ quan với chức vụ và nhiệm kỳ nằm ở đây. Có thể nhập cả danh sách từ bảng tính.
          </Empty>
        )}
      </div>
      {query.hasNextPage && (
        <p className="admin-more">
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Xem thêm
          </Button>
        </p>
      )}
    </div>
  );
}

/** An empty part of the address is no filter. */
function given(text: string | null): string | undefined {
  return text === null || text === '' ? undefined : text;
}

function PeopleTable({ tree, agencyId }: { tree: AgencyTree; agencyId: string }) {
  const { params, put } = useAddress();
  const [typed, setTyped] = useState(params.get('tim') ?? '');
  const [adding, setAdding] = useState(false);
  const phone = usePhone();
  const q = useDelayed(typed.trim());
  const unitId = given(params.get('don-vi'));
  const personId = given(params.get('nguoi'));
  const left = params.get('da-nghi') === '1';
  const detail = useAgency(agencyId).data;
  const query = usePeople({ agencyId, unitId, q: given(q), left: left ? 'true' : 'false' });
  const units = detail?.id === agencyId ? detail.units : [];
  return (
    <>
      <div className="admin-bar">
        <AgencyChoice
          label="Cơ quan"
          tree={tree}
          value={agencyId}
          onChange={(id) => put({ 'co-quan': id, 'don-vi': undefined, nguoi: undefined })}
          among={(line) => line.hosted}
        />
        <ChoiceField
          label="Đơn vị"
          value={unitId ?? ''}
          options={[{ value: '', label: 'Mọi đơn vị' }, ...units.map((unit) => ({ value: unit.id, label: unit.name }))]}
          onChange={(id) => put({ 'don-vi': id })}
        />
        <TextField label="Tìm theo tên, mã" value={typed} onChange={setTyped} placeholder="Gõ không dấu cũng được" />
        <Check label="Đã thôi công tác" on={left} onChange={(on) => put({ 'da-nghi': on ? '1' : undefined })} />
        <Button
          kind="primary"
          icon={UserPlus}
          onClick={() => setAdding(true)}
          reason={detail === undefined ? 'Đang tải' : undefined}
        >
          Thêm cán bộ
        </Button>
      </div>
      <div className={personId === undefined ? undefined : 'admin-grid'}>
        {!(phone && personId !== undefined) && (
          <PeopleList
            query={query}
            agencyId={agencyId}
            personId={personId}
            left={left}
            onSelect={(id) => put({ nguoi: id })}
          />
        )}
        {personId !== undefined && (
          <PersonPanel key={personId} id={personId} tree={tree} onClose={() => put({ nguoi: undefined })} />
        )}
      </div>
      {adding && detail !== undefined && (
        <CreatePersonDialog
          agency={detail}
          onClose={() => setAdding(false)}
          onCreated={(id) => {
            setAdding(false);
            put({ nguoi: id });
          }}
        />
      )}
    </>
  );
}

/** Cán bộ, chức vụ theo nhiệm kỳ. */
export function PeoplePage() {
  const { data: tree, error, isPending, refetch } = useTree();
  const { params } = useAddress();
  const agencyId = params.get('co-quan') ?? tree?.rootId;
  return (
    <AdminFrame
      part="people"
      title="Cán bộ, chức vụ"
      sentence="Quyền xem, xử lý và ký đi theo chức vụ và nhiệm kỳ, tự đổi vào ngày có hiệu lực."
    >
      {isPending && <SkeletonRows rows={6} />}
      {error !== null && <ErrorNote title="Chưa tải được cơ quan" error={error} onRetry={() => void refetch()} />}
      {tree !== undefined && agencyId !== undefined && <PeopleTable key={agencyId} tree={tree} agencyId={agencyId} />}
    </AdminFrame>
  );
}
