import type { ReactNode } from 'react';
import './admin.css';
import '../../shared/table/table.css';
import { AppLink } from '../../shared/ui/link.tsx';

export type AdminPart = 'agencies' | 'people' | 'delegations' | 'accounts' | 'import' | 'security';

const PARTS: readonly { key: AdminPart; label: string; href: string }[] = [
  { key: 'agencies', label: 'Cơ quan, đơn vị', href: '/quan-tri' },
  { key: 'people', label: 'Cán bộ, chức vụ', href: '/quan-tri/can-bo' },
  { key: 'delegations', label: 'Giao quyền ký', href: '/quan-tri/giao-quyen' },
  { key: 'accounts', label: 'Tài khoản', href: '/quan-tri/tai-khoan' },
  { key: 'import', label: 'Nhập danh sách', href: '/quan-tri/nhap' },
  { key: 'security', label: 'Quy định bảo mật', href: '/quan-tri/bao-mat' },
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
  return (
    <div className="content content-wide admin">
      <nav className="admin-parts" aria-label="Các phần quản trị">
        {PARTS.map(({ key, label, href }) => (
          <AppLink
            key={key}
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
