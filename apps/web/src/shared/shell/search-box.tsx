import type { SearchAnswer } from '@congvu/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import {
  Building2,
  FileInput,
  FileOutput,
  FileText,
  type LucideIcon,
  Search,
  SlidersHorizontal,
  SquareArrowOutUpRight,
  UserRound,
} from 'lucide-react';
import { type KeyboardEvent, useRef, useState } from 'react';
import type { z } from 'zod';
import { getJson } from '../api/client.ts';
import { useDelayed } from '../pickers/use-delayed.ts';
import { useRoles } from '../session/me.ts';
import { matchesWords } from '../text/names.ts';
import { useHotkeys } from '../ui/hotkeys.ts';
import { AppLink, useGo } from '../ui/link.tsx';
import { navFor } from './nav.ts';

interface Hit {
  key: string;
  icon: LucideIcon;
  title: string;
  subtitle: string;
  link: string;
}

const ICONS: Record<string, LucideIcon> = {
  incoming: FileInput,
  outgoing: FileOutput,
  person: UserRound,
  position: UserRound,
  agency: Building2,
  unit: Building2,
};

function useHits(typed: string): { commands: Hit[]; found: Hit[]; searching: boolean; failed: boolean } {
  const roles = useRoles();
  const q = useDelayed(typed.trim());
  const { data, isFetching, isError } = useQuery({
    queryKey: ['search', q],
    queryFn: ({ signal }) => getJson<z.infer<typeof SearchAnswer>>('/api/search', { q, limit: 20 }, signal),
    enabled: q.length >= 2,
    placeholderData: keepPreviousData,
  });
  const pages = [
    ...navFor(roles).map(({ key, label, href, icon }) => ({ key, title: label, link: href, icon })),
    ...(roles.has('clerk')
      ? [{ key: 'quick', title: 'Vào sổ văn bản giấy', link: '/van-ban-den/vao-so', icon: FileInput }]
      : []),
    ...(['leader', 'focal', 'administrator'].some((role) => roles.has(role))
      ? [{ key: 'way', title: 'Đề nghị, nơi gửi', link: '/quan-tri/de-nghi', icon: SlidersHorizontal }]
      : []),
    { key: 'notices', title: 'Thông báo', link: '/thong-bao', icon: SquareArrowOutUpRight },
    { key: 'security', title: 'Bảo mật của tôi', link: '/bao-mat', icon: SquareArrowOutUpRight },
  ];
  const commands = pages
    .filter((page) => typed.trim() === '' || matchesWords(page.title, typed.trim()))
    .slice(0, 5)
    .map((page) => ({ ...page, subtitle: '' }));
  const found = (q.length < 2 ? [] : (data?.items ?? [])).map((hit) => ({
    key: `${hit.kind} ${hit.objectId}`,
    icon: ICONS[hit.kind] ?? FileText,
    title: hit.title,
    subtitle: hit.subtitle,
    link: hit.link,
  }));
  return { commands, found, searching: isFetching && q.length >= 2, failed: isError };
}

function HitRow({ hit, active, onOpen }: { hit: Hit; active: boolean; onOpen: () => void }) {
  const { icon: Icon } = hit;
  return (
    <AppLink
      id={`hit-${hit.key}`}
      className={active ? 'search-hit is-active' : 'search-hit'}
      role="option"
      aria-selected={active}
      href={hit.link}
      tabIndex={-1}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onOpen}
    >
      <Icon className="icon" aria-hidden />
      <span>{hit.title}</span>
      {hit.subtitle !== '' && <small>{hit.subtitle}</small>}
    </AppLink>
  );
}

/** Search and commands in one field (Ctrl+K, `/`, F3). */
export function SearchBox() {
  const [typed, setTyped] = useState('');
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const go = useGo();
  const { commands, found, searching, failed } = useHits(typed);
  const hits = [...found, ...commands];
  const focus = (): void => {
    input.current?.focus();
    input.current?.select();
  };
  useHotkeys({ 'Ctrl+k': focus, '/': focus, F3: focus });
  const close = (): void => {
    setOpen(false);
    setTyped('');
    input.current?.blur();
  };
  const press = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) {
      return;
    }
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const hit = hits[active];
    if (step !== 0 && hits.length > 0) {
      event.preventDefault();
      setActive((active + step + hits.length) % hits.length);
    } else if (event.key === 'Enter' && hit !== undefined) {
      event.preventDefault();
      close();
      go(hit.link);
    } else if (event.key === 'Escape') {
      close();
    }
  };
  return (
    <search className="search">
      <label className="search-box">
        <Search className="icon" aria-hidden />
        <input
          ref={input}
          type="search"
          role="combobox"
          value={typed}
          placeholder="Tìm văn bản, người, cơ quan"
          aria-label="Tìm văn bản, người, cơ quan, chức năng"
          aria-expanded={open}
          aria-controls="search-results"
          aria-activedescendant={open && hits[active] !== undefined ? `hit-${hits[active].key}` : undefined}
          autoComplete="off"
          onFocus={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onChange={(event) => {
            setTyped(event.target.value);
            setActive(0);
          }}
          onKeyDown={press}
        />
        <kbd className="search-hint" aria-hidden>
          Ctrl K
        </kbd>
      </label>
      {open && (
        <div className="float search-results" id="search-results" role="listbox" aria-label="Kết quả tìm">
          {found.map((hit, index) => (
            <HitRow key={hit.key} hit={hit} active={index === active} onOpen={close} />
          ))}
          {typed.trim().length >= 2 && found.length === 0 && (
            <p className="search-none" role="status">
              {failed
                ? 'Chưa tìm được. Kiểm tra mạng rồi gõ lại.'
                : searching
                  ? 'Đang tìm…'
                  : 'Không có văn bản, người hay cơ quan nào khớp. Gõ không dấu cũng tìm được.'}
            </p>
          )}
          {commands.length > 0 && <p className="search-group">Đi tới</p>}
          {commands.map((hit, index) => (
            <HitRow key={hit.key} hit={hit} active={index + found.length === active} onOpen={close} />
          ))}
        </div>
      )}
    </search>
  );
}
