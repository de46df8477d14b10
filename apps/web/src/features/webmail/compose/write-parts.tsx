import type { MailDraftContent, MailDraftView, MailIdentity } from '@congvu/contracts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { SmallSelect } from '../../../shared/fields/small-select.tsx';
import { formatMoment, formatTime } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { AppLink } from '../../../shared/ui/link.tsx';
import { ErrorNote, Note } from '../../../shared/ui/notes.tsx';
import { FREE_MAIL_RULE } from '../webmail.text.ts';
import { freeDomain, receiversOf } from './addresses.ts';
import { useDrafts, useUndoSend } from './compose-api.ts';
import type { KeptMail, MailKeeper } from './use-kept-mail.ts';

export interface WriteNotesProps {
  boxId: string;
  view: MailDraftView;
  keeper: MailKeeper;
  kept: KeptMail;
  onReload: () => Promise<MailDraftView | undefined>;
  /** Of sending and discarding. */
  errors: readonly (Error | null)[];
}

function Conflict({ view, keeper, onReload }: Pick<WriteNotesProps, 'view' | 'keeper' | 'onReload'>) {
  const theirs = async (): Promise<void> => {
    const now = await onReload();
    if (now !== undefined) {
      keeper.adopt(now);
    }
  };
  const mine = async (): Promise<void> => {
    const now = await onReload();
    if (now !== undefined) {
      await keeper.keepMine(now.version);
    }
  };
  return (
    <Note
      title="Thư nháp này vừa được lưu ở nơi khác"
      actions={
        <>
          <Button size="small" onClick={() => void mine()}>
            Giữ bản trên màn hình này
          </Button>
          <Button size="small" onClick={() => void theirs()}>
            Xem bản mới lưu
          </Button>
        </>
      }
    >
      <p>
        Bản đang soạn ở đây đã được cất thành một thư nháp riêng trong Nháp, không chữ nào mất. Bản kia do{' '}
        {view.savedBy} lưu.
      </p>
    </Note>
  );
}

function FreeMail({ content }: { content: MailDraftContent }) {
  const free = receiversOf(content).filter(({ address }) => freeDomain(address) !== undefined);
  if (free.length === 0) {
    return null;
  }
  return (
    <Note
      title={
        free.length === 1 ? `${free[0]?.address} là hộp thư miễn phí` : `${free.length} nơi nhận dùng hộp thư miễn phí`
      }
    >
      <p>{FREE_MAIL_RULE}</p>
    </Note>
  );
}

/** The signature follows the address it is sent from. */
export function withIdentity(
  content: MailDraftContent,
  from: MailIdentity | undefined,
  to: MailIdentity,
): MailDraftContent {
  const swap = (html: string, before: string, after: string): string => html.replace(before, after);
  const html =
    from === undefined
      ? content.html
      : swap(content.html, `Thư điện tử: ${from.address}`, `Thư điện tử: ${to.address}`);
  return { ...content, html, fromAddress: to.address };
}

export function From({
  identities,
  content,
  onPick,
}: {
  identities: readonly MailIdentity[];
  content: MailDraftContent;
  onPick: (identity: MailIdentity) => void;
}) {
  const now = identities.find(({ address }) => address === content.fromAddress);
  const say = ({ displayName, address, onBehalf }: MailIdentity): string =>
    `${displayName} <${address}>${onBehalf ? ', gửi thay mặt' : ''}`;
  return (
    <div className="mail-line">
      <span className="mail-line-label">Từ</span>
      {identities.length > 1 ? (
        <SmallSelect
          label="Địa chỉ gửi"
          value={content.fromAddress}
          options={identities.map((one) => ({ value: one.address, label: say(one) }))}
          onChange={(address) => {
            const picked = identities.find((one) => one.address === address);
            if (picked !== undefined) {
              onPick(picked);
            }
          }}
        />
      ) : (
        <span className="mail-from">
          {now?.displayName ?? content.fromAddress}
          {now !== undefined && (
            <small className="quiet">
              <span className="num">{now.address}</span>
              {now.onBehalf && ', gửi thay mặt'}
            </small>
          )}
        </span>
      )}
      <span />
    </div>
  );
}

/** Queued for its hour: taken back here, then written on. */
function Waiting({ boxId, view }: Pick<WriteNotesProps, 'boxId' | 'view'>) {
  const drafts = useDrafts(boxId, true);
  const undo = useUndoSend(boxId, () => showToast('Đã lấy lại thư; sửa xong gửi lại.'));
  const line = drafts.data?.pages.flatMap((page) => page.items).find(({ id }) => id === view.id);
  const { submissionId = null, sendAt = null } = line ?? {};
  return (
    <Note
      tone="plain"
      title={sendAt === null ? 'Thư đang chờ gửi' : `Thư sẽ gửi lúc ${formatMoment(sendAt)}`}
      actions={
        submissionId !== null && (
          <Button size="small" busy={undo.isPending} onClick={() => undo.mutate(submissionId)}>
            Lấy lại để sửa
          </Button>
        )
      }
    >
      <p>Trước giờ gửi lấy lại được; thư trở thành thư nháp.</p>
      {undo.error !== null && <ErrorNote title="Chưa lấy lại được" error={undo.error} />}
    </Note>
  );
}

/** What has to be known before it is sent, above the letter. */
export function WriteNotes({ boxId, view, keeper, kept, onReload, errors }: WriteNotesProps) {
  const waiting = view.abilities['webmail.edit_draft'] !== true;
  return (
    <>
      {kept.status === 'conflict' && <Conflict view={view} keeper={keeper} onReload={onReload} />}
      {kept.status === 'refused' && <ErrorNote title="Chưa lưu được" error={kept.error} />}
      {waiting && <Waiting boxId={boxId} view={view} />}
      {view.copyOf !== null && (
        <Note tone="plain" title="Bản soạn ở thiết bị khác">
          <p>
            Chữ ở bản này được cất lại lúc {formatTime(view.savedAt)} vì thư nháp kia vừa được lưu.{' '}
            <AppLink href={`/thu/soan/${view.copyOf}?hop=${boxId}`}>Mở bản kia</AppLink> để ghép.
          </p>
        </Note>
      )}
      <FreeMail content={kept.content} />
      {errors.map(
        (error) =>
          error !== null && (
            <ErrorNote key={error.message} title="Chưa gửi được" error={error} kept="Thư nháp vẫn còn nguyên." />
          ),
      )}
    </>
  );
}
