import { type ReactNode, useEffect, useRef } from 'react';
import './admin.css';
import '../../shared/table/table.css';
import { useMe, useRoles } from '../../shared/session/me.ts';
import { AppLink } from '../../shared/ui/link.tsx';

export type AdminPart =
  | 'agencies'
  | 'people'
  | 'delegations'
  | 'why'
  | 'accounts'
  | 'import'
  | 'security'
  | 'second-person'
  | 'requests'
  | 'rules'
  | 'certificates'
  | 'trust'
  | 'services'
  | 'connections'
  | 'addressbook'
  | 'mail-domains'
  | 'care'
  | 'upkeep'
  | 'audit'
  | 'evidence'
  | 'personal-data'
  | 'training';

/** Five words a row can hold at every width; what belongs to each stands in the row below. */
const GROUPS = {
  people: 'Tổ chức, cán bộ',
  forms: 'Đề nghị',
  exchange: 'Liên thông, thư',
  signing: 'Ký số',
  safety: 'An toàn, tuân thủ',
} as const;

type Group = keyof typeof GROUPS;

interface Part {
  key: AdminPart;
  group: Group;
  label: string;
  href: string;
  /** Besides the administrator. */
  roles?: readonly string[];
  /** In the demo only. */
  demo?: boolean;
}

const PARTS: readonly Part[] = [
  { key: 'agencies', group: 'people', label: 'Cơ quan, đơn vị', href: '/quan-tri' },
  { key: 'people', group: 'people', label: 'Cán bộ, chức vụ', href: '/quan-tri/can-bo' },
  { key: 'delegations', group: 'people', label: 'Giao quyền ký', href: '/quan-tri/giao-quyen' },
  { key: 'why', group: 'people', label: 'Vì sao được / không', href: '/quan-tri/vi-sao', roles: ['auditor'] },
  { key: 'accounts', group: 'people', label: 'Tài khoản', href: '/quan-tri/tai-khoan' },
  { key: 'import', group: 'people', label: 'Nhập danh sách', href: '/quan-tri/nhap' },
  { key: 'security', group: 'safety', label: 'Quy định bảo mật', href: '/quan-tri/bao-mat' },
  { key: 'requests', group: 'forms', label: 'Đề nghị, nơi gửi', href: '/quan-tri/de-nghi', roles: ['leader', 'focal'] },
  { key: 'rules', group: 'forms', label: 'Mức phí, hạn không dùng', href: '/quan-tri/muc-phi' },
  {
    key: 'connections',
    group: 'exchange',
    label: 'Kết nối liên thông',
    href: '/quan-tri/ket-noi',
    roles: ['clerk', 'auditor'],
  },
  {
    key: 'addressbook',
    group: 'exchange',
    label: 'Sổ địa chỉ',
    href: '/quan-tri/so-dia-chi',
    roles: ['clerk', 'leader', 'auditor'],
  },
  {
    key: 'mail-domains',
    group: 'exchange',
    label: 'Tên miền thư',
    href: '/quan-tri/ten-mien-thu',
    roles: ['focal', 'auditor'],
  },
  { key: 'care', group: 'signing', label: 'Chữ ký', href: '/quan-tri/chu-ky', roles: ['clerk', 'leader', 'auditor'] },
  { key: 'certificates', group: 'signing', label: 'Chứng thư', href: '/quan-tri/chung-thu', roles: ['clerk'] },
  { key: 'trust', group: 'signing', label: 'Nơi cấp tin cậy', href: '/quan-tri/tin-cay', roles: ['clerk', 'auditor'] },
  {
    key: 'services',
    group: 'signing',
    label: 'Dịch vụ ký số',
    href: '/quan-tri/dich-vu-ky',
    roles: ['clerk', 'auditor'],
  },
  {
    key: 'second-person',
    group: 'safety',
    label: 'Việc cần hai người',
    href: '/quan-tri/hai-nguoi',
    roles: ['leader', 'focal', 'auditor'],
  },
  { key: 'audit', group: 'safety', label: 'Nhật ký', href: '/quan-tri/nhat-ky', roles: ['auditor'] },
  { key: 'upkeep', group: 'safety', label: 'Sao lưu', href: '/quan-tri/sao-luu', roles: ['leader', 'auditor'] },
  { key: 'evidence', group: 'safety', label: 'Đối chiếu tuân thủ', href: '/quan-tri/tuan-thu', roles: ['auditor'] },
  {
    key: 'personal-data',
    group: 'safety',
    label: 'Dữ liệu cá nhân',
    href: '/quan-tri/du-lieu-ca-nhan',
    roles: ['auditor'],
  },
  { key: 'training', group: 'exchange', label: 'Trục mô phỏng', href: '/quan-tri/truc-mo-phong', demo: true },
];

interface AdminFrameProps {
  part: AdminPart;
  title: string;
  sentence: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** As many as one row of a desk holds; with fewer nobody needs groups. */
const ONE_ROW = 8;

/** Many parts on a narrow screen: the one shown must be seen. */
function useShown(name: string | undefined) {
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    nav.current?.querySelector(`[data-part="${name}"]`)?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [name]);
  return nav;
}

function Row({ parts, current, label }: { parts: readonly Part[]; current: AdminPart; label: string }) {
  const nav = useShown(current);
  return (
    <nav ref={nav} className="admin-parts" aria-label={label}>
      {parts.map(({ key, label: words, href }) => (
        <AppLink
          key={key}
          data-part={key}
          className={key === current ? 'tab is-active' : 'tab'}
          href={href}
          aria-current={key === current ? 'page' : undefined}
        >
          {words}
        </AppLink>
      ))}
    </nav>
  );
}

/** The groups, each leading to its first part this person may open; below them the parts of the one shown. */
function GroupedRows({ parts, current }: { parts: readonly Part[]; current: AdminPart }) {
  const group = parts.find(({ key }) => key === current)?.group;
  const nav = useShown(group);
  const names = Object.keys(GROUPS) as Group[]; // the keys by construction
  return (
    <>
      <nav ref={nav} className="admin-groups" aria-label="Các nhóm quản trị">
        {names.map((name) => {
          const first = parts.find((one) => one.group === name);
          return (
            first !== undefined && (
              <AppLink
                key={name}
                data-part={name}
                className={name === group ? 'is-active' : ''}
                href={first.href}
                aria-current={name === group ? 'true' : undefined}
              >
                {GROUPS[name]}
              </AppLink>
            )
          );
        })}
      </nav>
      <Row parts={parts.filter((one) => one.group === group)} current={current} label="Các phần quản trị" />
    </>
  );
}

/** Every page of the administration: what it is, its acts, and the way to the others. */
export function AdminFrame({ part, title, sentence, actions, children }: AdminFrameProps) {
  const roles = useRoles();
  const { demo } = useMe();
  const shown = PARTS.filter(
    (one) => (one.demo !== true || demo) && ['administrator', ...(one.roles ?? [])].some((role) => roles.has(role)),
  );
  return (
    <div className="content content-wide admin">
      <div className="admin-way no-print">
        {shown.length > ONE_ROW ? (
          <GroupedRows parts={shown} current={part} />
        ) : (
          <Row parts={shown} current={part} label="Các phần quản trị" />
        )}
      </div>
      <header className="page-head">
        <div>
          <h1>{title}</h1>
          <p>{sentence}</p>
        </div>
        {actions !== undefined && <div className="page-actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
}
