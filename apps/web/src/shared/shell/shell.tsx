import { CloudOff } from 'lucide-react';
import { type ReactNode, useSyncExternalStore } from 'react';
import { useMe, useRoles } from '../session/me.ts';
import { useHotkeys } from '../ui/hotkeys.ts';
import { AppLink, useGo } from '../ui/link.tsx';
import { usePhone } from '../ui/use-media.ts';
import { navFor } from './nav.ts';
import { Rail, TabBar } from './rail.tsx';
import { Topbar } from './topbar.tsx';

function useOnline(): boolean {
  return useSyncExternalStore(
    (listener) => {
      window.addEventListener('online', listener);
      window.addEventListener('offline', listener);
      return () => {
        window.removeEventListener('online', listener);
        window.removeEventListener('offline', listener);
      };
    },
    () => navigator.onLine,
  );
}

interface ShellProps {
  pathname: string;
  /** Three panes and print views take the narrow rail, so that the paper gets the width. */
  compact: boolean;
  /** On a phone the screen brings its own head and foot. */
  bare: boolean;
  children: ReactNode;
}

/** The room around every screen: rail, top bar, notices that last. */
export function Shell({ pathname, compact, bare, children }: ShellProps) {
  const { demo } = useMe();
  const phone = usePhone();
  const online = useOnline();
  const go = useGo();
  const items = navFor(useRoles());
  useHotkeys(Object.fromEntries(items.map((item, index) => [`Alt+${index + 1}`, () => go(item.href)])));
  const classes = ['app', compact && 'app-compact', bare && 'is-bare'].filter(Boolean).join(' ');
  return (
    <div className={classes}>
      <a className="skip" href="#main">
        Tới nội dung
      </a>
      {!phone && <Rail pathname={pathname} />}
      <Topbar pathname={pathname} />
      {demo && (
        <aside className="demo-bar" aria-label="Bản chạy thử">
          <span>
            Bản chạy thử<span className="demo-long">: người, dấu và chữ ký là minh họa</span>, không có giá trị pháp lý.
          </span>
          <AppLink href="/dang-nhap-thu">Đổi người dùng thử</AppLink>
        </aside>
      )}
      <main className="main" id="main" tabIndex={-1}>
        {!online && (
          <div className="sheet offline-bar" role="status">
            <CloudOff className="icon icon-18" aria-hidden />
            Mất kết nối. Chữ đã gõ được giữ trên trang này; thao tác sẽ gửi được khi có mạng.
          </div>
        )}
        {children}
      </main>
      {phone && <TabBar pathname={pathname} />}
    </div>
  );
}
