import type { MailboxHistory, MailboxView } from '@congvu/contracts';
import type { z } from 'zod';
import { useWrite } from '../../../shared/api/write.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { dateOf, formatDate, formatMoment } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { type Fact, FactList } from '../../../shared/ui/facts.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { ErrorNote, Note } from '../../../shared/ui/notes.tsx';
import { EntryDrawer, HistoryLines } from '../history-drawer.tsx';
import { placeOf } from '../place.ts';
import { GIVEN_STATES } from '../states.text.ts';
import { useEntry } from '../things-api.ts';
import { MailboxActs } from './mailbox-acts.tsx';
import { MailboxDeletion } from './mailbox-deletion.tsx';
import { MailboxMembers } from './mailbox-members.tsx';
import { QuotaUse } from './mailbox-use.tsx';
import { MAILBOX_BACKENDS, MAILBOX_KINDS } from './mailboxes.text.ts';
import { StepDone } from './step-done.tsx';

function Aliases({ mailbox }: { mailbox: MailboxView }) {
  const drop = useWrite<string, MailboxView>({
    request: (alias) => ({ path: `/api/mailboxes/${mailbox.id}/drop-alias`, body: { alias } }),
    topics: ['mail'],
    onDone: (_view, alias) => showToast(`Đã bỏ bí danh ${alias}; địa chỉ ấy không cấp lại cho ai.`),
  });
  const mayDrop = mailbox.abilities['mail.rename'] === true;
  return (
    <>
      {mailbox.aliases.map((alias) => (
        <span key={alias} className="mailbox-alias">
          {alias}
          {mayDrop && (
            <Button
              size="small"
              kind="quiet"
              busy={drop.isPending && drop.variables === alias}
              onClick={() => drop.mutate(alias)}
            >
              Bỏ
            </Button>
          )}
        </span>
      ))}
      {drop.isError && <ErrorNote title="Chưa bỏ được" error={drop.error} />}
    </>
  );
}

function lastTime(at: string | null, never: string): string {
  return at === null ? never : `lần cuối ${formatDate(dateOf(at))}`;
}

/** Where letters go: of a revoked mailbox now, of one in use once it is revoked. */
function forwardOf({ state, forwardingTo, successorTo, shutAt }: MailboxView): Fact {
  if (state !== 'revoked') {
    return ['Khi thu hồi', successorTo === null ? forwardingTo : `thư chuyển đến ${successorTo}`];
  }
  if (shutAt !== null) {
    return ['Thư đến', `từ chối từ ${formatDate(dateOf(shutAt))}`];
  }
  return ['Thư đến', forwardingTo === null ? 'từ chối, báo người gửi' : `chuyển đến ${forwardingTo}`];
}

function Facts({ mailbox }: { mailbox: MailboxView }) {
  return (
    <FactList
      facts={[
        ['Loại', MAILBOX_KINDS[mailbox.kind]],
        ['Người giữ', mailbox.holderName],
        ['Đơn vị', placeOf(mailbox)],
        ['Bí danh', mailbox.aliases.length > 0 && <Aliases mailbox={mailbox} />],
        ['Dung lượng', mailbox.quotaMb !== null && <QuotaUse use={mailbox} />],
        ['Đặt tại', MAILBOX_BACKENDS[mailbox.backend]],
        ['Mở ngày', formatDate(mailbox.openedOn)],
        ['Thu hồi', formatDate(mailbox.closedOn)],
        ['Lưu giữ', mailbox.retainUntil !== null && `đến hết ngày ${formatDate(mailbox.retainUntil)}`],
        ['Đăng nhập', lastTime(mailbox.lastSignInAt, 'Chưa lần nào')],
        ['Gửi thư', mailbox.hosted && lastTime(mailbox.lastSentAt, 'Chưa lần nào')],
        ['Nhận thư', mailbox.hosted && lastTime(mailbox.lastReceivedAt, 'Chưa lần nào')],
        forwardOf(mailbox),
      ]}
    />
  );
}

/** What the mail system did not take, and the way to say it once more. */
function Problem({ mailbox }: { mailbox: MailboxView }) {
  const again = useWrite<null, MailboxView>({
    request: () => ({ path: `/api/mailboxes/${mailbox.id}/tell-again` }),
    topics: ['mail'],
    onDone: () => showToast('Đã gửi lại cho hệ thống thư.'),
  });
  const { problem, abilities } = mailbox;
  if (problem === null) {
    return null;
  }
  return (
    <Note
      title={problem.again ? 'Hệ thống thư chưa trả lời' : 'Hệ thống thư không nhận'}
      actions={
        abilities['mail.tell_again'] === true && (
          <Button size="small" busy={again.isPending} onClick={() => again.mutate(null)}>
            Gửi lại
          </Button>
        )
      }
    >
      <p>{problem.text}</p>
      <p className="quiet">
        Từ {formatMoment(problem.since)}
        {problem.again && '; tự gửi lại khi hệ thống thư trả lời'}
      </p>
      {again.isError && <ErrorNote title="Chưa gửi lại được" error={again.error} />}
    </Note>
  );
}

export function MailboxDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const query = useEntry<z.infer<typeof MailboxHistory>>('mail', `/api/mailboxes/${id}`);
  const { mailbox, members, history } = query.data ?? {};
  return (
    <EntryDrawer title={mailbox?.address ?? 'Hộp thư'} query={query} onClose={onClose}>
      {mailbox !== undefined && (
        <>
          <div className="thing-state">
            <Chip tone={GIVEN_STATES[mailbox.state].tone}>{mailbox.stateLabel}</Chip>
            {mailbox.suspendedReason !== null && <span className="quiet">{mailbox.suspendedReason}</span>}
          </div>
          {mailbox.pendingStep !== null && (
            <Note title="Chờ làm trên hệ thống thư" actions={<StepDone mailbox={mailbox} />}>
              <p>{mailbox.pendingStep.text}</p>
              <p className="quiet">Từ {formatMoment(mailbox.pendingStep.since)}</p>
            </Note>
          )}
          <Problem mailbox={mailbox} />
          <MailboxDeletion mailbox={mailbox} />
          <Facts mailbox={mailbox} />
          <MailboxActs mailbox={mailbox} />
          {mailbox.kind !== 'person' && <MailboxMembers mailbox={mailbox} members={members ?? []} />}
          <section>
            <h2>Lịch sử</h2>
            <HistoryLines history={history ?? []} />
          </section>
        </>
      )}
    </EntryDrawer>
  );
}
