import type { DemoPeople } from '@congvu/contracts';
import { useState } from 'react';
import './access.css';
import { TextField } from '../../shared/fields/text-field.tsx';
import { formatDate } from '../../shared/text/dates.ts';
import { matchesWords } from '../../shared/text/names.ts';
import { AppLink } from '../../shared/ui/link.tsx';
import { Avatar, Chip } from '../../shared/ui/marks.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../shared/ui/notes.tsx';
import { useDemoPeople } from './demo-people.ts';
import { EntryBrand } from './entry-frame.tsx';

type Agency = DemoPeople['agencies'][number];
type Person = Agency['people'][number];

const ROLES: Record<string, string> = {
  clerk: 'Văn thư',
  leader: 'Lãnh đạo',
  unit_head: 'Trưởng đơn vị',
  specialist: 'Chuyên viên',
  focal: 'Đơn vị đầu mối',
  administrator: 'Quản trị',
  auditor: 'Kiểm tra',
};

function PersonRow({ person }: { person: Person }) {
  return (
    <li className="person-row">
      <Avatar name={person.displayName} />
      <span>
        <b>{person.displayName}</b>
        <small>{person.userName}</small>
      </span>
      <span>
        {person.title}
        <small>{person.unitName}</small>
      </span>
      <span>
        <Chip>
          {person.roles
            .map((role) => ROLES[role] ?? '')
            .filter(Boolean)
            .join(', ') || 'Chưa có vai'}
        </Chip>
      </span>
      <span className="quiet">
        {person.pin === '' ? (
          ''
        ) : (
          <>
            PIN <span className="num">{person.pin}</span>
          </>
        )}
      </span>
      <AppLink
        className="btn btn-small"
        href={`/dang-nhap?ten=${encodeURIComponent(person.userName)}`}
        aria-label={`Chọn ${person.displayName}`}
      >
        Chọn
      </AppLink>
    </li>
  );
}

function filterAgencies(agencies: readonly Agency[], typed: string): Agency[] {
  const words = typed.trim();
  if (words === '') {
    return [...agencies];
  }
  return agencies
    .map((agency) => ({
      ...agency,
      people: agency.people.filter((person) =>
        matchesWords(
          [
            person.displayName,
            person.userName,
            person.title,
            person.unitName,
            agency.agencyName,
            ...person.roles.map((role) => ROLES[role] ?? ''),
          ].join(' '),
          words,
        ),
      ),
    }))
    .filter((agency) => agency.people.length > 0);
}

/** "Ai đăng nhập được bằng tên nào": one click fills the sign-in form. */
export function DemoPeoplePage() {
  const { data, error, isPending, refetch } = useDemoPeople();
  const [typed, setTyped] = useState('');
  const agencies = filterAgencies(data?.agencies ?? [], typed);
  return (
    <div className="people-page">
      <main className="people-inner">
        <header className="people-head">
          <div>
            <EntryBrand
              line={data === undefined ? 'Bản chạy thử' : `Bản chạy thử, hôm nay là ${formatDate(data.today)}`}
            />
            <h1 style={{ marginTop: 24 }}>Ai đăng nhập được bằng tên nào</h1>
            {data !== undefined && (
              <p className="quiet">
                Mật khẩu chung: <b className="num">{data.password}</b>. Bấm Chọn để điền sẵn tên và mật khẩu. Mã PIN
                dùng khi ký thử.
              </p>
            )}
          </div>
          <TextField label="Tìm người" value={typed} onChange={setTyped} placeholder="Tên, chức vụ, cơ quan, vai" />
        </header>
        {isPending && <SkeletonRows rows={6} />}
        {error !== null && (
          <ErrorNote title="Chưa mở được danh sách người dùng thử" error={error} onRetry={() => void refetch()} />
        )}
        {data !== undefined && agencies.length === 0 && (
          <Empty title="Không có ai khớp">Thử một từ khác, gõ không dấu cũng được.</Empty>
        )}
        {agencies.map((agency) => (
          <section key={agency.agencyId} className="people-agency">
            <h2>
              {agency.agencyName}
              <small>{agency.people.length} người</small>
            </h2>
            <ul className="sheet">
              {agency.people.map((person) => (
                <PersonRow key={`${person.userName} ${person.title}`} person={person} />
              ))}
            </ul>
          </section>
        ))}
        <p>
          <AppLink href="/dang-nhap">Về trang đăng nhập</AppLink>
        </p>
      </main>
    </div>
  );
}
