import { useRoles } from '../session/me.ts';
import { PlaceLinks } from './place-links.tsx';

interface RegisterLink {
  href: string;
  label: string;
  roles: readonly string[];
}

const LINKS: readonly RegisterLink[] = [
  { href: '/so-va-ho-so', label: 'Sổ văn bản', roles: ['clerk', 'leader'] },
  {
    href: '/so-chung-thu',
    label: 'Chứng thư, thiết bị',
    roles: ['clerk', 'leader', 'focal', 'administrator', 'auditor'],
  },
  {
    href: '/so-tai-khoan',
    label: 'Tài khoản',
    roles: ['clerk', 'leader', 'unit_head', 'focal', 'administrator', 'auditor'],
  },
  {
    href: '/so-thu',
    label: 'Thư công vụ',
    roles: ['clerk', 'leader', 'unit_head', 'focal', 'administrator', 'auditor'],
  },
  { href: '/ban-giao', label: 'Bàn giao', roles: ['clerk', 'leader', 'unit_head', 'administrator'] },
  { href: '/de-xuat', label: 'Đề xuất', roles: ['clerk', 'leader', 'focal', 'unit_head'] },
];

/** The books of documents and the registers of things lead to each other; alone, there is nothing to choose. */
export function RegisterLinks({ here }: { here: string }) {
  const roles = useRoles();
  const shown = LINKS.filter((link) => link.roles.some((role) => roles.has(role)));
  return <PlaceLinks label="Sổ và hồ sơ" links={shown} here={here} />;
}
