import { showToast } from '../feedback/toast.tsx';
import { formatMoment, officeNow } from '../text/dates.ts';
import { createKeeper, type Keeper } from './keeper.ts';
import { localCopies } from './local-copies.ts';

type KeeperOptions<C> = Parameters<typeof createKeeper<C>>[0];

interface OpenKeptOptions<C> extends Pick<KeeperOptions<C>, 'send' | 'conflictCode'> {
  /** What kind of thing is kept, and whose it is: see `localCopies`. */
  kind: string;
  userId: string;
  view: { id: string; content: C; version: number; savedAt: KeeperOptions<C>['savedAt'] };
  parse: (value: unknown) => C | undefined;
  mayEdit: boolean;
}

/** A text as the server has it, with what was typed on this computer and did not get there any more. */
export function openKept<C>({ kind, userId, view, parse, mayEdit, ...rest }: OpenKeptOptions<C>): Keeper<C> {
  const copies = localCopies<C>({ kind, userId, id: view.id, parse, now: () => officeNow().toISOString() });
  const left = copies.read();
  const keeper = createKeeper<C>({
    content: view.content,
    version: left?.version ?? view.version,
    savedAt: view.savedAt,
    copies,
    ...rest,
  });
  if (left !== undefined && mayEdit) {
    // Sent on the version it was written on: if somebody saved since, the server keeps both and says so.
    keeper.change(() => left.content);
    showToast(`Đã khôi phục chữ chưa kịp gửi, gõ ${formatMoment(left.at)}.`);
  }
  return keeper;
}
