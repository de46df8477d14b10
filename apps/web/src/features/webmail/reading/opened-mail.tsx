import type { EmailView, MailFolderView, WebmailBox } from '@congvu/contracts';
import { useEffect } from 'react';
import { FactsColumn } from '../../../shared/ui/facts.tsx';
import { useHotkeys } from '../../../shared/ui/hotkeys.ts';
import { ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { usePhone } from '../../../shared/ui/use-media.ts';
import { useCreateDraft } from '../compose/compose-api.ts';
import { useRegister } from '../registering/use-register.tsx';
import type { MailActs } from '../use-mail-acts.ts';
import { useEmail, useKeywords } from '../webmail-api.ts';
import { MailAlert } from './mail-alert.tsx';
import { MailFacts } from './mail-facts.tsx';
import { MailSheet } from './mail-sheet.tsx';
import { MailTools, may } from './mail-tools.tsx';
import { PhoneMail } from './phone-mail.tsx';
import { SignatureNote } from './signature-note.tsx';
import { useShield } from './use-shield.tsx';

const DWELL_MS = 1_200;

export interface OpenedMailProps {
  box: WebmailBox;
  id: string;
  /** The person chose it; false when the list opened it by itself. */
  asked: boolean;
  folders: readonly MailFolderView[];
  acts: MailActs;
  hrefOf: (id: string) => string;
  listHref: string;
  onWrite: (draftId: string) => void;
}

/** Read means: chosen and looked at for a moment, not passed by with the arrow keys. */
function useReadMark(boxId: string, email: EmailView, asked: boolean): void {
  const { mutate } = useKeywords(boxId);
  const { id } = email;
  const wanted = asked && !email.keywords.seen;
  useEffect(() => {
    if (!wanted) {
      return;
    }
    const timer = setTimeout(() => mutate({ ids: [id], seen: true }), DWELL_MS);
    return () => clearTimeout(timer);
  }, [id, wanted, mutate]);
}

function Opened(props: OpenedMailProps & { email: EmailView }) {
  const { box, email, folders, acts, asked, hrefOf, onWrite } = props;
  const phone = usePhone();
  useReadMark(box.id, email, asked);
  const write = useCreateDraft(box.id, onWrite);
  const answer = (kind: 'reply' | 'reply_all' | 'forward'): void => write.mutate({ kind, sourceId: email.id });
  const held = folders.find(({ role }) => role === 'quarantine')?.id === email.folderId;
  const shield = useShield(box.id, email, held);
  const register = useRegister(box.id, email);
  const reply = may(email, 'webmail.reply');
  useHotkeys({
    r: reply ? () => answer('reply') : undefined,
    a: reply ? () => answer('reply_all') : undefined,
    f: may(email, 'webmail.forward') ? () => answer('forward') : undefined,
    v: register.reason === undefined ? register.open : undefined,
    Delete: may(email, 'webmail.trash') ? () => acts.trash([email.id]) : undefined,
  });
  const tools = { box, email, folders, acts, shield, register, listHref: props.listHref, onAnswer: answer };
  const fault = write.error ?? acts.error;
  const content = (
    <>
      {fault !== null && <ErrorNote title="Chưa thực hiện được" error={fault} />}
      <MailAlert email={email} shield={shield} held={held} withActs={!phone} />
      <SignatureNote email={email} />
      <MailSheet mailboxId={box.id} email={email} hrefOf={hrefOf} />
    </>
  );
  if (phone) {
    return (
      <PhoneMail tools={tools} held={held}>
        {content}
      </PhoneMail>
    );
  }
  return (
    <>
      <div className="pane-page">
        <MailTools {...tools} />
        <section className="mail-desk" aria-label="Nội dung thư">
          {content}
        </section>
      </div>
      <FactsColumn label="Thông tin về thư">
        <MailFacts box={box} email={email} />
      </FactsColumn>
      {shield.dialogs}
      {register.dialog}
    </>
  );
}

/** One mail: banner, letter, what was checked, who did what. */
export function OpenedMail(props: OpenedMailProps) {
  const { data, error, isPending, refetch } = useEmail(props.box.id, props.id);
  if (data !== undefined) {
    return <Opened {...props} email={data} />;
  }
  return (
    <>
      <div className="pane-page">
        <div className="mail-desk">
          {error !== null && <ErrorNote title="Chưa mở được thư" error={error} onRetry={() => void refetch()} />}
          {isPending && <SkeletonRows rows={4} label="Đang mở thư" />}
        </div>
      </div>
      <FactsColumn label="Thông tin về thư">{isPending && <SkeletonRows rows={3} />}</FactsColumn>
    </>
  );
}
