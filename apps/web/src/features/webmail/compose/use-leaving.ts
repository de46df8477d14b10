import type { MailDraftView, SendMailDraft, SubmissionView, WebmailBox } from '@congvu/contracts';
import { useState } from 'react';
import { hasCode } from '../../../shared/api/errors.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { readKeptId } from '../../../shared/keeping/kept-id.ts';
import { formatMoment } from '../../../shared/text/dates.ts';
import { useGo } from '../../../shared/ui/link.tsx';
import { getSigning, useBringBack, useDropDraft, useFixMail, useSend, useUndoSend } from './compose-api.ts';
import { type MailSignAsk, purposesOf, signKey } from './sign-option.tsx';
import type { MailKeeper } from './use-kept-mail.ts';

interface Written {
  box: WebmailBox;
  view: MailDraftView;
}

type How = Omit<SendMailDraft, 'version'>;

/** Sending, later or now, with the ten seconds to take it back; discarding with its way back. */
function useSending({ box, view }: Written, keeper: MailKeeper) {
  const go = useGo();
  const listHref = `/thu?hop=${box.id}`;
  const undo = useUndoSend(box.id, (draftId) => go(`/thu/soan/${draftId}?hop=${box.id}`));
  const sent = (submission: SubmissionView, later: boolean): void => {
    showToast(later ? `Thư sẽ gửi lúc ${formatMoment(submission.sendAt)}.` : 'Đang gửi thư.', {
      undo: () => undo.mutate(submission.id),
    });
    go(listHref);
  };
  const send = useSend(box.id, view.id, (submission) => sent(submission, send.variables?.sendAt !== undefined));
  const fix = useFixMail(box.id, view.id);
  const back = useBringBack(box.id, view.id);
  const drop = useDropDraft(box.id, view.id, () => {
    showToast('Đã hủy thư nháp.', { undo: () => back.mutate() });
    go(listHref);
  });
  const leave = async (how: How): Promise<void> => {
    if (await keeper.flush()) {
      send.mutate({ version: keeper.read().version, ...how });
    }
  };
  return { send, fix, drop, undo, leave, sent, listHref, go };
}

/** What is asked on the way out: the hour, the reason, the key. */
export function useLeaving({ box, view }: Written, keeper: MailKeeper) {
  const { send, fix, drop, undo, leave, sent, listHref, go } = useSending({ box, view }, keeper);
  const keepKey = signKey(view.id);
  const left = view.abilities['webmail.edit_draft'] === true && readKeptId(keepKey) !== undefined;
  const [asking, setAsking] = useState<'later' | 'key' | 'sent' | undefined>(left ? 'key' : undefined);
  const [signing, setSigning] = useState(left);
  const [how, setHow] = useState<How>({});
  const start = (next: How): void => {
    send.reset();
    fix.reset();
    setHow(next);
    setAsking(signing ? 'key' : 'sent');
    if (!signing) {
      void leave(next);
    }
  };
  const refused = [send.error, fix.error].find((error) => hasCode(error, 'webmail.free_mail_document'));
  const needsReason = asking !== 'later' && refused !== undefined;
  const signed = async (id: string): Promise<void> => {
    const { submission } = await getSigning(box.id, id);
    if (submission !== null) {
      sent(submission, how.sendAt !== undefined);
    } else {
      go(listHref);
    }
  };
  const ask: MailSignAsk = {
    title: 'Ký số thư',
    verb: 'Ký và gửi',
    purposes: purposesOf(box.relation === 'member'),
    noKey: 'Anh/chị chưa có chứng thư số dùng được để ký thư. Bỏ chọn “Ký số thư” để gửi không ký.',
    kept: 'Thư chưa gửi, thư nháp vẫn còn nguyên.',
    keepKey,
    prepare: async () => {
      await keeper.flush();
      return (await fix.mutateAsync({ version: keeper.read().version, ...how })).id;
    },
    onSigned: (id) => void signed(id),
    onLeft: () => {
      showToast('Thư gửi đi ngay khi anh/chị xác nhận trên điện thoại.');
      go(listHref);
    },
    onClose: () => setAsking(undefined),
  };
  return {
    asking,
    setAsking,
    signing,
    setSigning,
    how,
    start,
    refused,
    needsReason,
    asksKey: asking === 'key' && !needsReason,
    ask,
    listHref,
    send,
    drop,
    undo,
  };
}
