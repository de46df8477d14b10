import type { MailFolderView, WebmailBox, WebmailBoxes } from '@congvu/contracts';
import { useParams } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useFirstOpens } from '../../shared/list/first-opens.ts';
import { useMe } from '../../shared/session/me.ts';
import { useActing } from '../../shared/session/use-acting.ts';
import { useAddress } from '../../shared/ui/address.ts';
import { Button } from '../../shared/ui/button.tsx';
import { useHotkeys } from '../../shared/ui/hotkeys.ts';
import { AppLink, useGo } from '../../shared/ui/link.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../shared/ui/notes.tsx';
import { useNarrow, usePhone } from '../../shared/ui/use-media.ts';
import { useCreateDraft, useDrafts } from './compose/compose-api.ts';
import { DraftList, MailList } from './list/mail-list.tsx';
import { boxOf, emailFilter, folderOf, isNarrowed, type MailPlace, readPlace } from './place.ts';
import { NoneOpen } from './reading/none-open.tsx';
import { OpenedMail } from './reading/opened-mail.tsx';
import { useMailActs } from './use-mail-acts.ts';
import { useBoxes, useEmails, useFolders } from './webmail-api.ts';
import './webmail.css';

/** From here the list stands beside the mail. */
const BESIDE = 1_024;

interface BoxViewProps {
  boxes: readonly WebmailBox[];
  box: WebmailBox;
  folders: readonly MailFolderView[];
  folder: MailFolderView;
  place: MailPlace;
}

/** The mail that takes the place of one that left: the next, else the one before. */
function after(ids: readonly string[], gone: readonly string[]): string | undefined {
  const left = new Set(gone);
  const at = ids.findIndex((id) => left.has(id));
  return ids.slice(at + 1).find((id) => !left.has(id)) ?? ids.slice(0, Math.max(at, 0)).findLast((id) => !left.has(id));
}

/** Where the list and its mails lie in the address, and the way from one to the other. */
function useWays(id: string | undefined, ids: readonly string[]) {
  const { params, put } = useAddress();
  const phone = usePhone();
  const go = useGo();
  const tail = params.size === 0 ? '' : `?${params.toString()}`;
  const hrefOf = useCallback((mailId: string): string => `/thu/${mailId}${tail}`, [tail]);
  return {
    listHref: `/thu${tail}`,
    hrefOf,
    /** A mail that is open goes out of the list: the next one takes its place, on a phone the list. */
    leave: (gone: readonly string[]): void => {
      if (id !== undefined && gone.includes(id)) {
        const next = phone ? undefined : after(ids, gone);
        go(next === undefined ? `/thu${tail}` : hrefOf(next), { replace: true });
      }
    },
    /** Another folder shows other mails: the one that is open is left, so that its first opens. */
    put: (changes: Record<string, string | undefined>): void => {
      if (id === undefined) {
        put(changes);
        return;
      }
      const next = new URLSearchParams(params);
      for (const [name, value] of Object.entries(changes)) {
        if (value === undefined || value === '') {
          next.delete(name);
        } else {
          next.set(name, value);
        }
      }
      go(next.size === 0 ? '/thu' : `/thu?${next.toString()}`, { replace: true });
    },
  };
}

function shownIn(data: { pages: readonly { items: readonly unknown[] }[] } | undefined): number | undefined {
  return data?.pages.reduce((sum, page) => sum + page.items.length, 0);
}

function BoxView({ boxes, box, folders, folder, place }: BoxViewProps) {
  const { id } = useParams({ strict: false });
  const phone = usePhone();
  const narrow = useNarrow(BESIDE);
  const go = useGo();
  const isDrafts = folder.role === 'drafts';
  const query = useEmails(box.id, emailFilter(place, folder), !isDrafts);
  const drafts = useDrafts(box.id, isDrafts);
  const ids = query.data?.pages.flatMap((page) => page.items.map((line) => line.id)) ?? [];
  const ways = useWays(id, ids);
  const write = (draftId: string): void => go(`/thu/soan/${draftId}?hop=${box.id}`);
  const compose = useCreateDraft(box.id, write);
  // What opened by itself is not marked as read.
  const opened = useFirstOpens({
    path: '/thu',
    id,
    first: isDrafts ? undefined : ids[0],
    hrefOf: ways.hrefOf,
    steady: !query.isPlaceholderData,
  });
  const acts = useMailActs(box.id, ways.leave);
  const onCompose = (): void => compose.mutate({});
  useHotkeys({ F4: onCompose, c: onCompose, Escape: narrow && id !== undefined ? () => go(ways.listHref) : undefined });
  const mail = id !== undefined && !isDrafts && (
    <OpenedMail
      key={id}
      box={box}
      id={id}
      asked={opened.asked}
      folders={folders}
      acts={acts}
      hrefOf={ways.hrefOf}
      listHref={ways.listHref}
      onWrite={write}
    />
  );
  if (phone && mail !== false) {
    return mail;
  }
  const head = { boxes, box, folders, folder, place, onPut: ways.put, onCompose };
  return (
    <div className={mail === false ? 'panes mailbox' : 'panes mailbox is-open'}>
      {isDrafts ? (
        <DraftList head={head} query={drafts} onOpen={(draft) => write(draft.id)} />
      ) : (
        <MailList
          head={head}
          query={query}
          selectedId={id}
          acts={acts}
          onSelect={(line) => {
            opened.choose();
            go(ways.hrefOf(line.id));
          }}
        />
      )}
      {mail === false ? (
        <NoneOpen
          boxes={boxes}
          box={box}
          folder={folder}
          shown={shownIn(isDrafts ? drafts.data : query.data)}
          narrowed={isNarrowed(place)}
          error={compose.error}
          onBox={(boxId) => ways.put({ hop: boxId, muc: undefined })}
          onCompose={onCompose}
        />
      ) : (
        mail
      )}
    </div>
  );
}

/** A person of several posts has mailboxes in several agencies: the way there; else the way to a mailbox. */
function NoBox({ elsewhere }: { elsewhere: WebmailBoxes['elsewhere'] }) {
  const me = useMe();
  const act = useActing('/thu');
  const [there] = elsewhere.flatMap(({ address, agencyId }) =>
    me.positions
      .filter((post) => post.agencyId === agencyId)
      .slice(0, 1)
      .map(({ positionId, agencyName }) => ({ address, positionId, agencyName })),
  );
  if (there !== undefined) {
    return (
      <Empty
        title="Hộp thư của bạn ở cơ quan khác"
        action={
          <Button kind="primary" onClick={() => act(there.positionId)}>
            Mở hộp thư tại {there.agencyName}
          </Button>
        }
      >
        {there.address} thuộc {there.agencyName}; đang làm việc ở vai của {me.acting.agencyName}. Chuyển vai là đọc được
        thư.
      </Empty>
    );
  }
  return (
    <Empty
      title="Chưa có hộp thư nào mở ở đây"
      action={
        <AppLink className="btn" href="/de-nghi/moi/mailbox.new">
          Lập đề nghị cấp hộp thư (Mẫu số 10)
        </AppLink>
      }
    >
      Hộp thư đặt ở hệ thống thư khác (của tỉnh, Zimbra, Dovecot) thì đọc ở đó, cho đến khi quản trị chuyển về đây. Chưa
      có hộp thư thì lập Mẫu số 10; cấp xong, thư hiện ở đây ngay.
    </Empty>
  );
}

/** Mails of the boxes a person may open. */
export function WebmailScreen() {
  const { params } = useAddress();
  const place = readPlace(params);
  const boxes = useBoxes();
  const box = boxOf(boxes.data?.items ?? [], place.boxId);
  const folders = useFolders(box?.id);
  const folder = folderOf(folders.data?.items ?? [], place.folderId);
  const error = boxes.error ?? folders.error;
  if (error !== null) {
    return (
      <div className="content">
        <ErrorNote
          title="Chưa mở được hộp thư"
          error={error}
          onRetry={() => void (boxes.error === null ? folders.refetch() : boxes.refetch())}
        />
      </div>
    );
  }
  if (boxes.isSuccess && box === undefined) {
    return (
      <div className="content">
        <NoBox elsewhere={boxes.data.elsewhere} />
      </div>
    );
  }
  if (box === undefined || folder === undefined) {
    return (
      <div className="content">
        <SkeletonRows rows={6} label="Đang mở hộp thư" />
      </div>
    );
  }
  return (
    <BoxView
      key={box.id}
      boxes={boxes.data?.items ?? []}
      box={box}
      folders={folders.data?.items ?? []}
      folder={folder}
      place={place}
    />
  );
}
