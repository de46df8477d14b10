import { MailDraftContent, type MailDraftView, type SaveMailDraftAnswer } from '@congvu/contracts';
import { useEffect, useState } from 'react';
import { writeJson } from '../../../shared/api/client.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { createKeeper, type Keeper, type Kept } from '../../../shared/keeping/keeper.ts';
import { localCopies } from '../../../shared/keeping/local-copies.ts';
import { useKeptContent } from '../../../shared/keeping/use-kept.ts';
import { useMe } from '../../../shared/session/me.ts';
import { formatMoment, officeNow } from '../../../shared/text/dates.ts';
import { boxPath } from '../webmail-api.ts';

export type MailKeeper = Keeper<MailDraftContent>;
export type KeptMail = Kept<MailDraftContent>;

function openKeeper(boxId: string, view: MailDraftView, userId: string): MailKeeper {
  const copies = localCopies<MailDraftContent>({
    kind: 'mail',
    userId,
    id: view.id,
    parse: (value) => MailDraftContent.safeParse(value).data,
    now: () => officeNow().toISOString(),
  });
  const left = copies.read();
  const keeper = createKeeper<MailDraftContent>({
    content: view.content,
    version: left?.version ?? view.version,
    savedAt: view.savedAt,
    send: (body, key) => writeJson<SaveMailDraftAnswer>('PUT', boxPath(boxId, `drafts/${view.id}`), body, key),
    copies,
    conflictCode: 'webmail.version_conflict',
  });
  if (left !== undefined && view.abilities['webmail.edit_draft'] === true) {
    keeper.change(() => left.content);
    showToast(`Đã khôi phục chữ chưa kịp gửi, gõ ${formatMoment(left.at)}.`);
  }
  return keeper;
}

/** The mail being written, kept on this computer and on the server. */
export function useKeptMail(boxId: string, view: MailDraftView): { keeper: MailKeeper; kept: KeptMail } {
  const { user } = useMe();
  const [keeper] = useState(() => openKeeper(boxId, view, user.id));
  const kept = useKeptContent(keeper);
  const { version, content, savedAt } = view;
  useEffect(() => {
    // Saved on another device, or a file was added; and nothing here waits: show what stands now.
    const own = keeper.read();
    if (own.status === 'saved' && version > own.version) {
      keeper.adopt({ content, version, savedAt });
    }
  }, [keeper, version, content, savedAt]);
  return { keeper, kept };
}
