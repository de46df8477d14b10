import type { MailDraftContent, MailDraftView, WebmailBox } from '@congvu/contracts';
import { ArrowLeft, Clock, SendHorizontal } from 'lucide-react';
import { useState } from 'react';
import { describeError } from '../../../shared/api/errors.ts';
import { SavedMark } from '../../../shared/keeping/saved-mark.tsx';
import { MoreMenu } from '../../../shared/ui/action-bar.tsx';
import { Button } from '../../../shared/ui/button.tsx';
import { useHotkeys } from '../../../shared/ui/hotkeys.ts';
import { AppLink } from '../../../shared/ui/link.tsx';
import { NoStateSecrets } from '../../../shared/ui/notes.tsx';
import { usePhone } from '../../../shared/ui/use-media.ts';
import { boxName } from '../list/box-switch.tsx';
import { missingPart } from './addresses.ts';
import { AttachPart } from './attach-part.tsx';
import { useIdentities } from './compose-api.ts';
import { MailEditor } from './mail-editor.tsx';
import { RecipientsField } from './recipients-field.tsx';
import { CitizenDialog, LaterDialog } from './send-dialogs.tsx';
import { type RenderMailSign, SignOption } from './sign-option.tsx';
import { type KeptMail, type MailKeeper, useKeptMail } from './use-kept-mail.ts';
import { useLeaving } from './use-leaving.ts';
import { From, WriteNotes, withIdentity } from './write-parts.tsx';

interface WriteMailProps {
  box: WebmailBox;
  view: MailDraftView;
  onReload: () => Promise<MailDraftView | undefined>;
  sign: RenderMailSign;
}

const TITLE: Record<MailDraftView['kind'], string> = {
  new: 'Thư mới',
  reply: 'Trả lời',
  reply_all: 'Trả lời tất cả',
  forward: 'Chuyển tiếp',
};

interface LetterProps {
  box: WebmailBox;
  view: MailDraftView;
  keeper: MailKeeper;
  kept: KeptMail;
  onReload: () => Promise<MailDraftView | undefined>;
  busy: boolean;
}

/** From, receivers, subject, words, files: one sheet. */
function Letter({ box, view, keeper, kept, onReload, busy }: LetterProps) {
  const identities = useIdentities(box.id).data?.items ?? [];
  const { content } = kept;
  const [copies, setCopies] = useState(content.cc.length + content.bcc.length > 0);
  const disabled = view.abilities['webmail.edit_draft'] !== true;
  const put = (part: Partial<MailDraftContent>): void => keeper.change((before) => ({ ...before, ...part }));
  const afterFiles = async (): Promise<void> => {
    const now = await onReload();
    // The file raised the version; what was typed meanwhile goes on from there.
    if (now !== undefined && now.version > keeper.read().version && keeper.read().status !== 'saved') {
      await keeper.keepMine(now.version);
    }
  };
  const [toFirst] = useState(content.to.length === 0);
  return (
    <div className="sheet mail-letter" aria-busy={busy}>
      <From
        identities={identities}
        content={content}
        onPick={(identity) => {
          const from = identities.find(({ address }) => address === content.fromAddress);
          keeper.change((before) => withIdentity(before, from, identity));
          keeper.show();
        }}
      />
      <RecipientsField
        boxId={box.id}
        label="Tới"
        people={content.to}
        disabled={disabled}
        autoFocus={toFirst}
        onChange={(to) => put({ to })}
        more={
          !copies && (
            <button type="button" className="link" onClick={() => setCopies(true)}>
              Đồng gửi
            </button>
          )
        }
      />
      {copies &&
        (['cc', 'bcc'] as const).map((kind) => (
          <RecipientsField
            key={kind}
            boxId={box.id}
            label={kind === 'cc' ? 'Đồng gửi' : 'Gửi kín'}
            people={content[kind]}
            disabled={disabled}
            onChange={(people) => put({ [kind]: people })}
          />
        ))}
      <div className="mail-line mail-subject-line">
        <label htmlFor="mail-subject">Tiêu đề</label>
        <input
          id="mail-subject"
          className="input"
          value={content.subject}
          readOnly={disabled}
          maxLength={500}
          autoComplete="off"
          onChange={(event) => put({ subject: event.target.value })}
        />
        <span />
      </div>
      <MailEditor
        html={content.html}
        revision={kept.revision}
        editable={!disabled}
        autoFocus={!toFirst}
        onHtml={(html) => put({ html })}
      />
      <AttachPart
        boxId={box.id}
        view={view}
        editable={!disabled}
        beforeChange={() => keeper.flush()}
        afterChange={afterFiles}
      />
    </div>
  );
}

interface BarProps {
  view: MailDraftView;
  kept: KeptMail;
  listHref: string;
  sending: boolean;
  onSend: () => void;
  onLater: () => void;
  onDrop: () => void;
}

function WriteBar({ view, kept, listHref, sending, onSend, onLater, onDrop }: BarProps) {
  const phone = usePhone();
  const missing = missingPart(kept.content);
  const drop = { key: 'drop', label: 'Hủy thư nháp', onSelect: onDrop };
  const later = { key: 'later', label: 'Gửi hẹn giờ', onSelect: onLater };
  return (
    <header className="mail-write-bar">
      <div>
        <AppLink
          className="btn btn-ghost btn-small btn-icon"
          href={listHref}
          aria-label="Về hộp thư"
          title="Về hộp thư"
        >
          <ArrowLeft className="icon" aria-hidden />
        </AppLink>
        <h1>{TITLE[view.kind]}</h1>
        <SavedMark kept={kept} />
      </div>
      {view.abilities['webmail.edit_draft'] === true && (
        <div>
          {!phone && (
            <Button size="small" icon={Clock} reason={missing} onClick={onLater}>
              Hẹn giờ
            </Button>
          )}
          <Button
            kind="primary"
            size="small"
            icon={SendHorizontal}
            busy={sending}
            reason={missing}
            shortcut={phone ? undefined : 'Ctrl Enter'}
            onClick={onSend}
          >
            Gửi
          </Button>
          <MoreMenu acts={phone ? [later, drop] : [drop]} />
        </div>
      )}
    </header>
  );
}

/** A whole page for one mail: who, about what, the words, the files; kept while it is written. */
export function WriteMail(props: WriteMailProps) {
  const { box, view, onReload, sign } = props;
  const { keeper, kept } = useKeptMail(box.id, view);
  const out = useLeaving(props, keeper);
  const { asking, setAsking, how, start, send, drop, undo, needsReason, asksKey } = out;
  const editable = view.abilities['webmail.edit_draft'] === true;
  const ready = editable && missingPart(kept.content) === undefined;
  useHotkeys({ 'Ctrl+Enter': ready ? () => start({}) : undefined });
  const busy = send.isPending || drop.isPending;
  const close = (): void => setAsking(undefined);
  return (
    <div className="mail-write">
      <WriteBar
        view={view}
        kept={kept}
        listHref={out.listHref}
        sending={send.isPending}
        onSend={() => start({})}
        onLater={() => setAsking('later')}
        onDrop={() => drop.mutate()}
      />
      <div className="mail-write-desk">
        <div className="mail-write-body">
          <WriteNotes
            boxId={box.id}
            view={view}
            keeper={keeper}
            kept={kept}
            onReload={onReload}
            errors={[needsReason || asksKey ? null : send.error, drop.error, undo.error]}
          />
          <Letter box={box} view={view} keeper={keeper} kept={kept} onReload={onReload} busy={busy} />
          {editable && <SignOption on={out.signing} onChange={out.setSigning} />}
          <p className="quiet mail-write-foot">Gửi từ {boxName(box)}. Chữ ký cuối thư lập theo chức vụ và đơn vị.</p>
          <NoStateSecrets />
        </div>
      </div>
      {asking === 'later' && (
        <LaterDialog busy={busy} error={send.error} onSend={(sendAt) => start({ sendAt })} onClose={close} />
      )}
      {asksKey && sign(out.ask)}
      {needsReason && (
        <CitizenDialog
          rule={describeError(out.refused).message}
          busy={busy}
          error={null}
          onSend={(citizen) => start({ ...how, citizen })}
          onClose={close}
        />
      )}
    </div>
  );
}
