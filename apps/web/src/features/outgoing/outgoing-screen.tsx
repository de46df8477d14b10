import { useParams, useRouter } from '@tanstack/react-router';
import { ArrowLeft, FilePlus2, ListChecks, PenLine, Send, Stamp } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import './outgoing.css';
import { TextField } from '../../shared/fields/text-field.tsx';
import { ListPane } from '../../shared/list/list-pane.tsx';
import { useDelayed } from '../../shared/pickers/use-delayed.ts';
import { useRoles } from '../../shared/session/me.ts';
import { useAddress } from '../../shared/ui/address.ts';
import { Button } from '../../shared/ui/button.tsx';
import { useHotkeys } from '../../shared/ui/hotkeys.ts';
import { AppLink, useGo } from '../../shared/ui/link.tsx';
import { Empty } from '../../shared/ui/notes.tsx';
import { Tabs } from '../../shared/ui/tabs.tsx';
import { usePhone } from '../../shared/ui/use-media.ts';
import { DraftBrief } from './draft-brief.tsx';
import { IssueDialog } from './issue-dialog.tsx';
import { NewDraftDialog } from './new-draft-dialog.tsx';
import { type Row, rowId, useBoxCounts, useRows } from './outgoing-api.ts';
import { type LifeSlots, nameOf, OutgoingDocument } from './outgoing-document.tsx';
import { OutgoingRow } from './outgoing-row.tsx';
import { countOfTab, firstTab, type OutgoingTab, tabsFor } from './tabs.ts';

const CAP = 1000;

const BATCH = {
  sign: { label: 'Ký lô', icon: PenLine, ability: 'outgoing.sign', work: 'ky' },
  seal: { label: 'Cấp số và đóng dấu', icon: Stamp, ability: 'outgoing.seal', work: 'dau' },
  issue: { label: 'Phát hành', icon: Send, ability: 'outgoing.issue', work: '' },
} as const;

interface BatchBarProps {
  tab: OutgoingTab;
  rows: readonly Row[];
  ticked: ReadonlySet<string>;
  onAll: (ids: string[]) => void;
  onStop: () => void;
}

/** Acts on the ticked ones; signing and sealing go on in their own window. */
function BatchBar({ tab, rows, ticked, onAll, onStop }: BatchBarProps) {
  const go = useGo();
  const [issuing, setIssuing] = useState(false);
  if (tab.batch === undefined) {
    return null;
  }
  const { label, icon, ability, work } = BATCH[tab.batch];
  const documents = rows.flatMap((row) => (row.kind === 'document' ? [row.document] : []));
  const able = documents.filter((document) => document.abilities[ability] === true);
  const chosen = able.filter((document) => ticked.has(document.id));
  const start = (): void => {
    if (work === '') {
      setIssuing(true);
    } else {
      go(
        `/ky-so?viec=${work}&vb=${chosen
          .slice(0, CAP / 10)
          .map((document) => document.id)
          .join(',')}`,
      );
    }
  };
  return (
    <div className="out-batch">
      <span>{chosen.length === 0 ? 'Chọn văn bản trong danh sách' : `Đã chọn ${chosen.length} văn bản`}</span>
      {chosen.length < able.length && (
        <Button size="small" kind="quiet" onClick={() => onAll(able.map((document) => document.id))}>
          Chọn cả {able.length}
        </Button>
      )}
      <Button size="small" kind="quiet" onClick={onStop}>
        Thôi
      </Button>
      <Button size="small" kind="primary" icon={icon} disabled={chosen.length === 0} onClick={start}>
        {label}
      </Button>
      {issuing && (
        <IssueDialog
          documents={chosen.map((document) => ({
            id: document.id,
            name: nameOf(document),
            receivers: document.receiverCount,
          }))}
          onClose={() => {
            setIssuing(false);
            onStop();
          }}
        />
      )}
    </div>
  );
}

function useTab(params: URLSearchParams) {
  const roles = useRoles();
  const counts = useBoxCounts();
  const tabs = tabsFor(roles);
  const asked = tabs.find((tab) => tab.key === params.get('ngan'));
  return {
    tabs,
    counts,
    tab: asked ?? firstTab(tabs, counts),
    writes: tabs.some((tab) => tab.key === 'du-thao'),
  };
}

/** Asked when the typing rests; the address keeps it. */
function SearchField({ q, onSearch }: { q: string; onSearch: (text: string) => void }) {
  const [typed, setTyped] = useState(q);
  const settled = useDelayed(typed, 300);
  const latest = useRef(onSearch);
  latest.current = onSearch;
  const asked = useRef(q);
  useEffect(() => {
    if (settled !== asked.current) {
      asked.current = settled;
      latest.current(settled);
    }
  }, [settled]);
  return <TextField label="Tìm trong văn bản đi" value={typed} onChange={setTyped} placeholder="Tìm số, trích yếu" />;
}

interface ListProps {
  selectedId: string | undefined;
  hrefOf: (id: string) => string;
  state: ReturnType<typeof useTab>;
  rows: ReturnType<typeof useRows>;
  put: (changes: Record<string, string | undefined>) => void;
  q: string;
}

function OutgoingList({ selectedId, hrefOf, state, rows, put, q }: ListProps) {
  const go = useGo();
  const { tabs, counts, tab, writes } = state;
  const [ticking, setTicking] = useState(false);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const items = rows.data?.pages.flatMap((page) => page.items) ?? [];
  const toggle = (row: Row): void => {
    const next = new Set(ticked);
    if (!next.delete(rowId(row))) {
      next.add(rowId(row));
    }
    setTicked(next);
  };
  const stop = (): void => {
    setTicking(false);
    setTicked(new Set());
  };
  return (
    <ListPane
      label="Văn bản đi"
      query={rows}
      keyOf={rowId}
      renderItem={(row) => <OutgoingRow row={row} />}
      selectedKey={selectedId}
      onSelect={(row) => go(hrefOf(rowId(row)))}
      onOpen={(row) => row.kind === 'draft' && go(`/van-ban-di/du-thao/${rowId(row)}`)}
      ticks={ticking ? { ticked, onTick: toggle } : undefined}
      head={
        <>
          <div className="pane-title">
            <h1>Văn bản đi</h1>
            <span className="page-actions">
              {tab.batch !== undefined && items.length > 1 && !ticking && (
                <Button icon={ListChecks} onClick={() => setTicking(true)} title="Chọn nhiều văn bản">
                  Chọn
                </Button>
              )}
              {writes && (
                <Button icon={FilePlus2} onClick={() => put({ soan: '1' })} shortcut="F4">
                  Soạn
                </Button>
              )}
            </span>
          </div>
          <div className="out-search">
            <SearchField key={tab.key} q={q} onSearch={(text) => put({ q: text })} />
          </div>
          <Tabs
            label="Ngăn văn bản đi"
            tabs={tabs.map((one) => {
              const count = countOfTab(one, counts);
              return {
                key: one.key,
                label: one.label,
                count: one.key === 'da-phat-hanh' ? undefined : count,
                capped: (count ?? 0) >= CAP,
              };
            })}
            active={tab.key}
            onChange={(key) => {
              stop();
              go(`/van-ban-di?ngan=${key}`);
            }}
          />
        </>
      }
      foot={
        ticking ? (
          <BatchBar tab={tab} rows={items} ticked={ticked} onAll={(ids) => setTicked(new Set(ids))} onStop={stop} />
        ) : undefined
      }
      empty={
        <Empty
          title={q === '' ? tab.emptyTitle : 'Không thấy văn bản nào'}
          action={
            writes && tab.key === 'du-thao' && q === '' ? (
              <Button icon={FilePlus2} onClick={() => put({ soan: '1' })}>
                Soạn văn bản
              </Button>
            ) : undefined
          }
        >
          {q === '' ? tab.empty : 'Thử một từ khác trong số, ký hiệu hoặc trích yếu.'}
        </Empty>
      }
    />
  );
}

/** The list knows which of its rows are still drafts; an address alone is asked for as a document first. */
function OpenRow({ id, isDraft, life }: { id: string; isDraft: boolean; life: LifeSlots }) {
  return isDraft ? <DraftBrief key={id} id={id} /> : <OutgoingDocument key={id} id={id} life={life} />;
}

/** List, paper, facts of what leaves the office, from the draft to the last receiver. */
export function OutgoingScreen({ life }: { life: LifeSlots }) {
  const { id } = useParams({ strict: false });
  const { params, put } = useAddress();
  const phone = usePhone();
  const state = useTab(params);
  const q = params.get('q') ?? '';
  const rows = useRows(state.tab.source, q);
  const first = rows.data?.pages[0]?.items[0];
  const firstId = first === undefined ? undefined : rowId(first);
  const isDraft =
    rows.data?.pages.some((page) => page.items.some((row) => row.kind === 'draft' && rowId(row) === id)) === true;
  const kept = new URLSearchParams(params);
  kept.set('ngan', state.tab.key);
  kept.delete('soan');
  const tail = kept.toString();
  const hrefOf = (documentId: string): string => `/van-ban-di/${documentId}?${tail}`;
  const writing = params.get('soan') !== null;
  const wide = !phone && window.matchMedia?.('(min-width: 1024px)').matches === true;
  const { history } = useRouter();
  useEffect(() => {
    // On the way to another page the address has already changed: it must not be pulled back.
    const here = history.location.pathname === '/van-ban-di';
    if (here && id === undefined && firstId !== undefined && wide && !rows.isPlaceholderData && !writing) {
      history.replace(`/van-ban-di/${firstId}?${tail}`);
    }
  }, [id, firstId, wide, tail, history, rows.isPlaceholderData, writing]);
  useHotkeys({ F4: state.writes ? () => put({ soan: '1' }) : undefined });
  return (
    <div className={id === undefined ? 'panes' : 'panes is-open'}>
      {(!phone || id === undefined) && (
        <OutgoingList selectedId={id} hrefOf={hrefOf} state={state} rows={rows} put={put} q={q} />
      )}
      {phone && id !== undefined && (
        <div className="out-back">
          <h1 className="visually-hidden">Văn bản đi</h1>
          <AppLink href={`/van-ban-di?${tail}`}>
            <ArrowLeft className="icon" aria-hidden />
            Danh sách
          </AppLink>
        </div>
      )}
      {id === undefined ? (
        !phone && (
          <div className="none-open">
            {rows.isSuccess && firstId !== undefined && (
              <Empty title="Chọn một văn bản">Trang văn bản, chữ ký và việc tiếp theo sẽ mở ở đây.</Empty>
            )}
          </div>
        )
      ) : (
        <OpenRow id={id} isDraft={isDraft} life={life} />
      )}
      {writing && <NewDraftDialog onClose={() => put({ soan: undefined })} />}
    </div>
  );
}
