import { type ReactNode, useEffect, useRef } from 'react';
import './admin.css';
import '../../shared/table/table.css';
import { useMe, useRoles } from '../../shared/session/me.ts';
import { AppLink } from '../../shared/ui/link.tsx';

export type AdminPart =
  | 'agencies'
  | 'people'
  | 'delegations'
  | 'accounts'
  | 'import'
  | 'security'
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

interface Part {
  key: AdminPart;
  label: string;
  href: string;
  /** Besides the administrator. */
  roles?: readonly string[];
  /** In the demo only. */
  demo?: boolean;
}

const PARTS: readonly Part[] = [
  { key: 'agencies', label: 'Cơ quan, đơn vị', href: '/quan-tri' },
  { key: 'people', label: 'Cán bộ, chức vụ', href: '/quan-tri/can-bo' },
  { key: 'delegations', label: 'Giao quyền ký', href: '/quan-tri/giao-quyen' },
  { key: 'accounts', label: 'Tài khoản', href: '/quan-tri/tai-khoan' },
  { key: 'import', label: 'Nhập danh sách', href: '/quan-tri/nhap' },
  { key: 'security', label: 'Quy định bảo mật', href: '/quan-tri/bao-mat' },
  { key: 'requests', label: 'Đề nghị, nơi gửi', href: '/quan-tri/de-nghi', roles: ['leader', 'focal'] },
  { key: 'rules', label: 'Mức phí, hạn không dùng', href: '/quan-tri/muc-phi' },
  { key: 'connections', label: 'Kết nối liên thông', href: '/quan-tri/ket-noi', roles: ['clerk', 'auditor'] },
  { key: 'addressbook', label: 'Sổ địa chỉ', href: '/quan-tri/so-dia-chi', roles: ['clerk', 'leader', 'auditor'] },
  { key: 'mail-domains', label: 'Tên miền thư', href: '/quan-tri/ten-mien-thu', roles: ['focal', 'auditor'] },
  { key: 'care', label: 'Chữ ký', href: '/quan-tri/chu-ky', roles: ['clerk', 'leader', 'auditor'] },
  { key: 'certificates', label: 'Chứng thư', href: '/quan-tri/chung-thu', roles: ['clerk'] },
  { key: 'trust', label: 'Nơi cấp tin cậy', href: '/quan-tri/tin-cay', roles: ['clerk', 'auditor'] },
  { key: 'services', label: 'Dịch vụ ký số', href: '/quan-tri/dich-vu-ky', roles: ['clerk', 'auditor'] },
  { key: 'audit', label: 'Nhật ký', href: '/quan-tri/nhat-ky', roles: ['auditor'] },
  { key: 'upkeep', label: 'Sao lưu', href: '/quan-tri/sao-luu', roles: ['leader', 'auditor'] },
  { key: 'evidence', label: 'Đối chiếu tuân thủ', href: '/quan-tri/tuan-thu', roles: ['auditor'] },
  { key: 'personal-data', label: 'Dữ liệu cá nhân', href: '/quan-tri/du-lieu-ca-nhan', roles: ['auditor'] },
  { key: 'training', label: 'Trục mô phỏng', href: '/quan-tri/truc-mo-phong', demo: true },
];

interface AdminFrameProps {
  part: AdminPart;
  title: string;
  sentence: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** Every page of the administration: what it is, its acts, and the way to the others. */
export function AdminFrame({ part, title, sentence, actions, children }: AdminFrameProps) {
  const roles = useRoles();
  const { demo } = useMe();
  const shown = PARTS.filter(
    (one) => (one.demo !== true || demo) && ['administrator', ...(one.roles ?? [])].some((role) => roles.has(role)),
  );
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    // Many parts on a narrow screen: the one shown must be seen.
    nav.current?.querySelector(`[data-part="${part}"]`)?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [part]);
  return (
    <div className="content content-wide admin">
      <nav ref={nav} className="admin-parts no-print" aria-label="Các phần quản trị">
        {shown.map(({ key, label, href }) => (
          <AppLink
            key={key}
            data-part={key}
            className={key === part ? 'tab is-active' : 'tab'}
            href={href}
            aria-current={key === part ? 'page' : undefined}
          >
            {label}
          </AppLink>
        ))}
      </nav>
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
