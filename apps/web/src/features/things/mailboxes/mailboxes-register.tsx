import type { MailboxPage, MailboxView } from '@congvu/contracts';
import { withQuery } from '../../../shared/api/client.ts';
import { useRoles } from '../../../shared/session/me.ts';
import { formatNumber, formatWhen } from '../../../shared/text/dates.ts';
import { useAddress } from '../../../shared/ui/address.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { Note } from '../../../shared/ui/notes.tsx';
import { AddressSelect, StateSelect } from '../address-select.tsx';
import { placeOf } from '../place.ts';
import { RegisterFrame } from '../register-frame.tsx';
import { LastTime, RegisterRow } from '../register-row.tsx';
import { GIVEN_STATES } from '../states.text.ts';
import { useRegister } from '../things-api.ts';
import { useRegisterPages } from '../use-register-pages.ts';
import { MailboxDrawer } from './mailbox-drawer.tsx';
import { MAILBOX_KINDS } from './mailboxes.text.ts';
import { StepDone } from './step-done.tsx';

const PATH = '/api/mailboxes';

const FILTERS = { state: 'the', pending: 'cho' };
const PENDING = '1';

const COLUMNS = [
  { head: 'Địa chỉ', col: 'thing-col-address' },
  { head: 'Người giữ, đơn vị' },
  { head: 'Đăng nhập cuối', col: 'thing-col-when' },
  { head: 'Trạng thái', col: 'thing-col-state' },
  { head: 'Chờ làm trên hệ thống thư', col: 'thing-col-act' },
];

function MailboxLine({ mailbox, onOpen }: { mailbox: MailboxView; onOpen: () => void }) {
  const { pendingStep } = mailbox;
  return (
    <RegisterRow
      name={mailbox.address}
      under={MAILBOX_KINDS[mailbox.kind]}
      isPast={mailbox.state === 'revoked'}
      onOpen={onOpen}
    >
      <td data-label="Người giữ">
        {mailbox.holderName}
        <small>{placeOf(mailbox)}</small>
      </td>
      <td data-label="Đăng nhập cuối">
        <LastTime at={mailbox.lastSignInAt} />
      </td>
      <td data-label="Trạng thái">
        <Chip tone={GIVEN_STATES[mailbox.state].tone}>{mailbox.stateLabel}</Chip>
        {mailbox.forwardingTo !== null && <small>Chuyển tiếp đến {mailbox.forwardingTo}</small>}
      </td>
      <td className="thing-step" data-label={pendingStep === null ? undefined : 'Chờ làm'}>
        {pendingStep !== null && (
          <>
            <span>{pendingStep.text}</span>
            <small>
              Chờ từ <span className="num">{formatWhen(pendingStep.since)}</span>
            </small>
            <StepDone mailbox={mailbox} />
          </>
        )}
      </td>
    </RegisterRow>
  );
}

/** What a person still has to do by hand on the mail system, said before the rows. */
function PendingNote({ onShow }: { onShow: () => void }) {
  const pending = useRegister<MailboxPage>('mail', PATH, { pending: true });
  const page = pending.data?.pages[0];
  if (page === undefined || page.total === 0) {
    return null;
  }
  return (
    <Note
      title={`${formatNumber(page.total)} việc chờ làm trên hệ thống thư`}
      actions={
        <Button size="small" onClick={onShow}>
          Xem việc chờ làm
        </Button>
      }
    >
      <p>{page.backendLabel}</p>
    </Note>
  );
}

/** Sổ thư công vụ: addresses, who holds them, what waits to be done by hand. */
export function MailboxesRegister() {
  const { params, put } = useAddress();
  const roles = useRoles();
  const pages = useRegisterPages<MailboxPage>('mail', PATH, FILTERS);
  const chosenId = params.get('id');
  const mayImport = roles.has('focal') || roles.has('administrator');
  return (
    <div className="content content-wide thing">
      <RegisterFrame
        pages={pages}
        here="/so-thu"
        title="Sổ thư công vụ"
        what="hộp thư"
        said="."
        exportUrl={withQuery(`${PATH}/export`, pages.filter)}
        imports={
          mayImport
            ? {
                path: PATH,
                topic: 'mail',
                title: 'Nhập sổ thư công vụ',
                hint: 'Danh sách hộp thư xuất từ hệ thống thư của tỉnh, hoặc mẫu của Công Vụ. Dòng được tìm theo địa chỉ, nhập lại không tạo trùng.',
              }
            : undefined
        }
        between={
          params.has(FILTERS.pending) ? null : <PendingNote onShow={() => put({ [FILTERS.pending]: PENDING })} />
        }
        placeholder="Tìm địa chỉ, tên người"
        filters={
          <>
            <StateSelect states={GIVEN_STATES} />
            <AddressSelect
              label="Việc chờ làm"
              name={FILTERS.pending}
              every="Mọi hộp thư"
              options={{ [PENDING]: 'Có việc chờ làm' }}
            />
          </>
        }
        unmatched="Thử bớt một lọc hoặc tìm bằng một từ khác."
        empty={{
          title: 'Sổ thư công vụ còn trống',
          text: 'Nhập danh sách hộp thư đang có; hộp thư cấp, thu hồi theo Mẫu số 09, 10 sẽ tự ghi vào đây.',
        }}
        columns={COLUMNS}
      >
        {pages.items.map((mailbox) => (
          <MailboxLine key={mailbox.id} mailbox={mailbox} onOpen={() => put({ id: mailbox.id })} />
        ))}
      </RegisterFrame>
      {chosenId !== null && <MailboxDrawer key={chosenId} id={chosenId} onClose={() => put({ id: undefined })} />}
    </div>
  );
}
