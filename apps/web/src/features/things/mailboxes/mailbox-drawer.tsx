import type { MailboxHistory, MailboxView } from '@congvu/contracts';
import type { z } from 'zod';
import { dateOf, formatDate, formatMoment, formatNumber } from '../../../shared/text/dates.ts';
import { FactList } from '../../../shared/ui/facts.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { Note } from '../../../shared/ui/notes.tsx';
import { EntryDrawer, HistoryLines } from '../history-drawer.tsx';
import { placeOf } from '../place.ts';
import { useEntry } from '../things-api.ts';
import { MAILBOX_KINDS } from './mailboxes.text.ts';
import { StepDone } from './step-done.tsx';

function Facts({ mailbox }: { mailbox: MailboxView }) {
  return (
    <FactList
      facts={[
        ['Loại', MAILBOX_KINDS[mailbox.kind]],
        ['Người giữ', mailbox.holderName],
        ['Đơn vị', placeOf(mailbox)],
        ['Bí danh', mailbox.aliases.join(', ')],
        ['Dung lượng', mailbox.quotaMb === null ? '' : `${formatNumber(mailbox.quotaMb)} MB`],
        ['Mở ngày', formatDate(mailbox.openedOn)],
        ['Thu hồi', formatDate(mailbox.closedOn)],
        [
          'Đăng nhập',
          mailbox.lastSignInAt === null ? 'Chưa lần nào' : `lần cuối ${formatDate(dateOf(mailbox.lastSignInAt))}`,
        ],
        ['Chuyển tiếp', mailbox.forwardingTo ?? ''],
      ]}
    />
  );
}

export function MailboxDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const query = useEntry<z.infer<typeof MailboxHistory>>('mail', `/api/mailboxes/${id}`);
  const mailbox = query.data?.mailbox;
  return (
    <EntryDrawer title={mailbox?.address ?? 'Hộp thư'} query={query} onClose={onClose}>
      {mailbox !== undefined && (
        <>
          <div className="thing-state">
            <Chip>{mailbox.stateLabel}</Chip>
          </div>
          {mailbox.pendingStep !== null && (
            <Note title="Chờ làm trên hệ thống thư" actions={<StepDone mailbox={mailbox} />}>
              <p>{mailbox.pendingStep.text}</p>
              <p className="quiet">Từ {formatMoment(mailbox.pendingStep.since)}</p>
            </Note>
          )}
          <Facts mailbox={mailbox} />
          <section>
            <h2>Lịch sử</h2>
            <HistoryLines history={query.data?.history ?? []} />
          </section>
        </>
      )}
    </EntryDrawer>
  );
}
