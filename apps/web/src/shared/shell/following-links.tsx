import { useRoles } from '../session/me.ts';
import { PlaceLinks } from './place-links.tsx';

interface FollowingLink {
  href: string;
  label: string;
  roles?: readonly string[];
}

const LINKS: readonly FollowingLink[] = [
  { href: '/dot-thu', label: 'Đợt thu danh sách' },
  { href: '/tong-hop', label: 'Tổng hợp đề nghị', roles: ['focal'] },
  {
    href: '/lang-phi',
    label: 'Tài khoản không dùng',
    roles: ['focal', 'leader', 'clerk', 'unit_head', 'administrator', 'auditor'],
  },
  { href: '/theo-doi', label: 'Gửi nhận văn bản', roles: ['clerk', 'leader', 'auditor'] },
  {
    href: '/theo-doi/an-toan-thu',
    label: 'An toàn thư',
    roles: ['focal', 'administrator', 'leader', 'unit_head', 'clerk', 'auditor'],
  },
];

/** The screens behind "Theo dõi" lead to each other; alone, there is nothing to choose. */
export function FollowingLinks({ here }: { here: string }) {
  const roles = useRoles();
  const shown = LINKS.filter(({ roles: wanted }) => wanted === undefined || wanted.some((role) => roles.has(role)));
  return <PlaceLinks label="Theo dõi" links={shown} here={here} />;
}
