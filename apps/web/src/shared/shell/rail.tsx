import { Dropdown } from 'antd';
import { KeyRound, Menu } from 'lucide-react';
import { useMe, useRoles } from '../session/me.ts';
import { formatNumber } from '../text/dates.ts';
import { AppLink, useGo } from '../ui/link.tsx';
import { Mark } from '../ui/marks.tsx';
import { countOf, isHere, type NavItem, navFor } from './nav.ts';

function countText(count: number): string {
  return count > 999 ? '999+' : formatNumber(count);
}

function RailItem({ item, here, count }: { item: NavItem; here: boolean; count: number }) {
  const { icon: Icon } = item;
  const classes = ['nav-item', here && 'is-active', item.apart === true && 'is-apart'].filter(Boolean).join(' ');
  return (
    <AppLink className={classes} href={item.href} title={item.label} aria-current={here ? 'page' : undefined}>
      <Icon className="icon" aria-hidden />
      <span className="nav-label">{item.label}</span>
      {count > 0 && (
        <span className="nav-count">
          {countText(count)}
          <span className="visually-hidden"> việc chờ</span>
        </span>
      )}
    </AppLink>
  );
}

export function Rail({ pathname }: { pathname: string }) {
  const { acting, counts, demo } = useMe();
  const items = navFor(useRoles());
  return (
    <nav className="rail" aria-label="Chức năng">
      <AppLink className="brand" href="/">
        <Mark />
        <span className="brand-name">
          <b>Công Vụ</b>
          <small>{acting.agencyName}</small>
        </span>
      </AppLink>
      <div className="nav">
        {items.map((item) => (
          <RailItem key={item.key} item={item} here={isHere(item, pathname)} count={countOf(item, counts)} />
        ))}
      </div>
      <AppLink
        className="rail-foot"
        href="/chung-thu-so"
        title={demo ? 'Khóa ký thử nghiệm nằm trên máy chủ, chỉ dùng để chạy thử' : 'Chứng thư và khóa của tôi'}
        aria-current={pathname === '/chung-thu-so' ? 'page' : undefined}
      >
        <KeyRound className="icon" aria-hidden />
        <span className="nav-label">{demo ? 'Khóa ký thử nghiệm' : 'Chứng thư và khóa'}</span>
      </AppLink>
    </nav>
  );
}

/** The five of the phone: four entries and "Thêm" for the rest. */
export function TabBar({ pathname }: { pathname: string }) {
  const { counts } = useMe();
  const go = useGo();
  const items = navFor(useRoles());
  const first = items.slice(0, 4);
  const rest = [
    ...items.slice(4),
    { key: 'notices', label: 'Thông báo', href: '/thong-bao' },
    { key: 'keys', label: 'Chứng thư và khóa của tôi', href: '/chung-thu-so' },
    { key: 'security', label: 'Bảo mật của tôi', href: '/bao-mat' },
  ];
  return (
    <nav className="tabbar" aria-label="Chức năng chính">
      {first.map((item) => {
        const { icon: Icon } = item;
        const here = isHere(item, pathname);
        const count = countOf(item, counts);
        return (
          <AppLink
            key={item.key}
            className={here ? 'tab-item is-active' : 'tab-item'}
            href={item.href}
            aria-current={here ? 'page' : undefined}
          >
            <Icon className="icon" aria-hidden />
            {count > 0 && <b>{countText(count)}</b>}
            <span>{item.label}</span>
          </AppLink>
        );
      })}
      <Dropdown
        trigger={['click']}
        placement="topRight"
        menu={{
          items: rest.map(({ key, label }) => ({ key, label })),
          onClick: ({ key }) => go(rest.find((item) => item.key === key)?.href ?? '/'),
        }}
      >
        <button type="button" className="tab-item">
          <Menu className="icon" aria-hidden />
          <span>Thêm</span>
        </button>
      </Dropdown>
    </nav>
  );
}
