import type { MeView } from '@congvu/contracts';
import { Dropdown, type MenuProps } from 'antd';
import {
  ALargeSmall,
  Bell,
  ChevronDown,
  CircleQuestionMark,
  KeyRound,
  LogOut,
  Moon,
  Palette,
  ShieldCheck,
  Sun,
  SunMoon,
} from 'lucide-react';
import { useState } from 'react';
import { useMe } from '../session/me.ts';
import { useActing } from '../session/use-acting.ts';
import { setTextSize, setTheme, TEXT_SIZES, type ThemeChoice, useAppearance } from '../theme/appearance.ts';
import { useHotkeys } from '../ui/hotkeys.ts';
import { AppLink, useGo } from '../ui/link.tsx';
import { Avatar, Mark } from '../ui/marks.tsx';
import { HelpDrawer } from './help.tsx';
import { SearchBox } from './search-box.tsx';
import { useSignOut } from './sign-out.tsx';

const THEMES: { key: ThemeChoice; label: string; icon: typeof Sun }[] = [
  { key: 'light', label: 'Nền sáng', icon: Sun },
  { key: 'dark', label: 'Nền tối', icon: Moon },
  { key: 'system', label: 'Theo máy', icon: SunMoon },
];

function TextSizeButton() {
  const { textSize } = useAppearance();
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        selectable: true,
        selectedKeys: [String(textSize)],
        items: TEXT_SIZES.map((size) => ({ key: String(size), label: size === 100 ? 'Cỡ thường' : `Lớn ${size} %` })),
        onClick: ({ key }) => setTextSize(TEXT_SIZES.find((size) => String(size) === key) ?? 100),
      }}
    >
      <button type="button" className="top-btn is-secondary" aria-label="Cỡ chữ">
        <ALargeSmall className="icon" aria-hidden />
        <span>Cỡ chữ</span>
      </button>
    </Dropdown>
  );
}

function BellLink() {
  const count = useMe().counts.notifications ?? 0;
  return (
    <AppLink className="top-btn" href="/thong-bao">
      <Bell className="icon" aria-hidden />
      <span>Thông báo</span>
      {count > 0 && (
        <span className="top-count">
          {count > 999 ? '999+' : count}
          <span className="visually-hidden"> chưa đọc</span>
        </span>
      )}
    </AppLink>
  );
}

function positionItems(me: MeView): NonNullable<MenuProps['items']> {
  return me.positions.map((position) => ({
    key: `acting ${position.positionId}`,
    disabled: position.positionId === me.acting.positionId,
    label: (
      <span className="menu-two">
        <b>{position.title}</b>
        <small>
          {position.unitName}, {position.agencyName}
          {position.positionId === me.acting.positionId ? ' (đang làm việc)' : ''}
        </small>
      </span>
    ),
  }));
}

function menuItems(me: MeView, choice: ThemeChoice): MenuProps['items'] {
  const several = me.positions.length > 1;
  return [
    ...(several
      ? [
          { key: 'positions', type: 'group' as const, label: 'Làm việc ở vai', children: positionItems(me) },
          { type: 'divider' as const },
        ]
      : []),
    {
      key: 'keys',
      icon: <KeyRound className="icon icon-16" aria-hidden />,
      label: 'Chứng thư và khóa của tôi',
    },
    { key: 'security', icon: <ShieldCheck className="icon icon-16" aria-hidden />, label: 'Bảo mật của tôi' },
    {
      key: 'theme',
      icon: <Palette className="icon icon-16" aria-hidden />,
      label: 'Giao diện',
      children: THEMES.map(({ key, label, icon: Icon }) => ({
        key: `theme ${key}`,
        label: key === choice ? `${label} ✓` : label,
        icon: <Icon className="icon icon-16" aria-hidden />,
      })),
    },
    { type: 'divider' as const },
    { key: 'out', icon: <LogOut className="icon icon-16" aria-hidden />, label: 'Đăng xuất' },
  ];
}

/** Who I am and as what; one person with several posts acts in one at a time. */
function Persona() {
  const me = useMe();
  const go = useGo();
  const { choice } = useAppearance();
  const swap = useActing();
  const signOut = useSignOut();
  const act = (key: string): void => {
    const [kind, value] = key.split(' ');
    if (kind === 'acting' && value !== undefined) {
      swap(value);
    } else if (kind === 'theme') {
      setTheme(THEMES.find((theme) => theme.key === value)?.key ?? 'system');
    } else if (kind === 'security') {
      go('/bao-mat');
    } else if (kind === 'keys') {
      go('/chung-thu-so');
    } else if (kind === 'out') {
      signOut.ask();
    }
  };
  const name = me.user.displayName;
  return (
    <>
      <Dropdown
        trigger={['click']}
        placement="bottomRight"
        menu={{ items: menuItems(me, choice) ?? [], onClick: ({ key }) => act(key) }}
      >
        <button type="button" className="persona">
          <Avatar name={name} />
          <span className="persona-text">
            <b>{name}</b>
            <small>
              {me.acting.title},{' '}
              {me.acting.unitName === me.acting.agencyName ? me.acting.agencyName : me.acting.unitName}
            </small>
          </span>
          <ChevronDown className="icon icon-16" aria-hidden />
          <span className="visually-hidden">Đổi vai, bảo mật, đăng xuất</span>
        </button>
      </Dropdown>
      {signOut.dialog}
    </>
  );
}

export function Topbar({ pathname }: { pathname: string }) {
  const [help, setHelp] = useState(false);
  useHotkeys({ '?': () => setHelp(true) });
  return (
    <header className="topbar">
      <AppLink className="topbar-mark" href="/" aria-label="Công Vụ, về bàn làm việc">
        <Mark />
      </AppLink>
      <SearchBox />
      <div className="topbar-end">
        <TextSizeButton />
        <BellLink />
        <button type="button" className="top-btn is-secondary" onClick={() => setHelp(true)} aria-label="Trợ giúp">
          <CircleQuestionMark className="icon" aria-hidden />
          <span>Trợ giúp</span>
        </button>
        <Persona />
      </div>
      <HelpDrawer open={help} pathname={pathname} onClose={() => setHelp(false)} />
    </header>
  );
}
