import { IncomingTab, Urgency } from '@congvu/contracts';
import { useParams } from '@tanstack/react-router';
import './incoming.css';
import { useFirstOpens } from '../../shared/list/first-opens.ts';
import { useRoles } from '../../shared/session/me.ts';
import { useAddress } from '../../shared/ui/address.ts';
import { useHotkeys } from '../../shared/ui/hotkeys.ts';
import { useGo } from '../../shared/ui/link.tsx';
import { Empty } from '../../shared/ui/notes.tsx';
import { usePhone } from '../../shared/ui/use-media.ts';
import { IncomingDocument } from './document/incoming-document.tsx';
import type { LifeSlots } from './document/incoming-facts.tsx';
import { type IncomingFilter, useIncomingList } from './incoming-api.ts';
import { IncomingList } from './list/incoming-list.tsx';

function readFilter(params: URLSearchParams): Partial<IncomingFilter> {
  const tab = IncomingTab.safeParse(params.get('the'));
  const urgency = Urgency.safeParse(params.get('khan'));
  const words = { q: params.get('q'), issuer: params.get('noi'), from: params.get('tu'), to: params.get('den') };
  return {
    ...(tab.success && { tab: tab.data }),
    ...(urgency.success && { urgency: urgency.data }),
    ...Object.fromEntries(Object.entries(words).filter(([, value]) => value !== null && value !== '')),
  };
}

/** List, paper, facts. The first document opens by itself where there is room for it. */
export function IncomingScreen({ life }: { life: LifeSlots }) {
  const { id } = useParams({ strict: false });
  const { params, put } = useAddress();
  const phone = usePhone();
  const roles = useRoles();
  const go = useGo();
  const filter = readFilter(params);
  const query = useIncomingList(filter);
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const tail = params.size === 0 ? '' : `?${params.toString()}`;
  const hrefOf = (documentId: string): string => `/van-ban-den/${documentId}${tail}`;
  // The sender is told only of what the person opened.
  const opened = useFirstOpens({
    path: '/van-ban-den',
    id,
    first: items[0]?.id,
    hrefOf,
    steady: !query.isPlaceholderData,
  });
  useHotkeys({ F4: roles.has('clerk') ? () => go('/van-ban-den/vao-so') : undefined });
  if (phone && id !== undefined) {
    return (
      <IncomingDocument
        key={id}
        id={id}
        life={life}
        asked
        neighbours={items.map((item) => item.id)}
        hrefOf={hrefOf}
        listHref={`/van-ban-den${tail}`}
      />
    );
  }
  return (
    <div className={id === undefined ? 'panes' : 'panes is-open'}>
      <IncomingList
        query={query}
        filter={filter}
        selectedId={id}
        onFilter={put}
        onSelect={(item) => {
          opened.choose();
          go(hrefOf(item.id));
        }}
        onOpen={() => document.querySelector<HTMLElement>('.paper-desk')?.focus()}
      />
      {id === undefined ? (
        <div className="none-open">
          {query.isSuccess && items.length > 0 && (
            <Empty title="Chọn một văn bản">Trang văn bản, kết luận chữ ký và việc cần làm sẽ mở ở đây.</Empty>
          )}
        </div>
      ) : (
        <IncomingDocument
          key={id}
          id={id}
          life={life}
          asked={opened.asked}
          neighbours={items.map((item) => item.id)}
          hrefOf={hrefOf}
          listHref={`/van-ban-den${tail}`}
        />
      )}
    </div>
  );
}
