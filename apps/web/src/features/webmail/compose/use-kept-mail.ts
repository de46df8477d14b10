import { MailDraftContent, type MailDraftView, type SaveMailDraftAnswer } from '@congvu/contracts';
import { useState } from 'react';
import { writeJson } from '../../../shared/api/client.ts';
import type { Keeper, Kept } from '../../../shared/keeping/keeper.ts';
import { openKept } from '../../../shared/keeping/open-kept.ts';
import { useKeptContent, useNewest } from '../../../shared/keeping/use-kept.ts';
import { useMe } from '../../../shared/session/me.ts';
import { boxPath } from '../webmail-api.ts';

export type MailKeeper = Keeper<MailDraftContent>;
export type KeptMail = Kept<MailDraftContent>;

/** The mail being written, kept on this computer and on the server. */
export function useKeptMail(boxId: string, view: MailDraftView): { keeper: MailKeeper; kept: KeptMail } {
  const { user } = useMe();
  const [keeper] = useState(() =>
    openKept<MailDraftContent>({
      kind: 'mail',
      userId: user.id,
      view,
      parse: (value) => MailDraftContent.safeParse(value).data,
      mayEdit: view.abilities['webmail.edit_draft'] === true,
      send: (body, key) => writeJson<SaveMailDraftAnswer>('PUT', boxPath(boxId, `drafts/${view.id}`), body, key),
      conflictCode: 'webmail.version_conflict',
    }),
  );
  const kept = useKeptContent(keeper);
  useNewest(keeper, view);
  return { keeper, kept };
}
