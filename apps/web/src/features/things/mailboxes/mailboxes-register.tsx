import type { MailboxPage, MailboxView, MailDrifts } from '@congvu/contracts';
import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { getJson, withQuery } from '../../../shared/api/client.ts';
import { useRoles } from '../../../shared/session/me.ts';
import { formatDate, formatNumber, formatWhen } from '../../../shared/text/dates.ts';
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
import { MailSettingsDialog } from './mail-settings-dialog.tsx';
import { MailboxDrawer } from './mailbox-drawer.tsx';
import { QuotaUse } from './mailbox-use.tsx';
import { MAILBOX_KINDS } from './mailboxes.text.ts';
import { StepDone } from './step-done.tsx';

const PATH = '/api/mailboxes';

const FILTERS = { state: 'the', pending: 'cho', idle: 'nhan-roi' };
const PENDING = '1';
const SHOWN_DRIFTS = 5;

const COLUMNS = [
  { head: 'Địa chỉ', col: 'thing-col-address' },
  { head: 'Người giữ, đơn vị' },
  { head: 'Dung lượng', col: 'mail-col-quota' },
  { head: 'Dùng lần cuối', col: 'thing-col-when' },
  { head: 'Trạng thái', col: 'mail-col-state' },
  { head: 'Chờ làm trên hệ thống thư', col: 'mail-col-act' },
];

function lastUse({ lastSignInAt, lastSentAt }: MailboxView): string | null {
  return (
    [lastSignInAt, lastSentAt]
      .filter((at) => at !== null)
      .sort()
      .at(-1) ?? null
  );
}

/** Under the address: what kind it is, by which old names it is reached, how many open it. */
function underAddress({ kind, aliases, memberCount }: MailboxView): string {
  const others = aliases.length === 0 ? '' : `; bí danh ${aliases.join(', ')}`;
  return `${MAILBOX_KINDS[kind]}${memberCount === 0 ? '' : `, ${formatNumber(memberCount)} người cùng mở`}${others}`;
}

function MailboxLine({
  mailbox,
  idleAfterDays,
  onOpen,
}: {
  mailbox: MailboxView;
  idleAfterDays: number;
  onOpen: () => void;
}) {
  const { pendingStep, problem } = mailbox;
  return (
    <RegisterRow
      name={mailbox.address}
      under={underAddress(mailbox)}
      isPast={mailbox.state === 'revoked'}
      onOpen={onOpen}
    >
      <td data-label="Người giữ">
        {mailbox.holderName}
        <small>{placeOf(mailbox)}</small>
      </td>
      <td data-label="Dung lượng">
        <QuotaUse use={mailbox} />
      </td>
      <td data-label="Dùng lần cuối">
        <LastTime at={lastUse(mailbox)} />
        {mailbox.idleDays !== null && mailbox.idleDays > idleAfterDays && idleAfterDays > 0 && (
          <small className="soon">Không dùng {formatNumber(mailbox.idleDays)} ngày</small>
        )}
      </td>
      <td data-label="Trạng thái">
        <Chip tone={GIVEN_STATES[mailbox.state].tone}>{mailbox.stateLabel}</Chip>
        {mailbox.forwardingTo !== null && <small>Chuyển tiếp đến {mailbox.forwardingTo}</small>}
        {mailbox.retainUntil !== null && mailbox.shutAt === null && (
          <small>
            Lưu giữ đến <span className="num">{formatDate(mailbox.retainUntil)}</span>
          </small>
        )}
      </td>
      <td className="thing-step" data-label={pendingStep === null && problem === null ? undefined : 'Chờ làm'}>
        {problem !== null && (
          <>
            <span>{problem.text}</span>
            <small className="soon">{problem.again ? 'Hệ thống thư chưa trả lời' : 'Hệ thống thư không nhận'}</small>
          </>
        )}
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

/** For whoever runs the mail system: the open steps as commands of Zimbra, and in words. */
function StepFiles() {
  return (
    <>
      <a className="btn btn-small" href={`${PATH}/steps/sheet`} download>
        <Download className="icon" aria-hidden />
        Danh sách (Excel)
      </a>
      <a className="btn btn-small" href={`${PATH}/steps/csv`} download>
        <Download className="icon" aria-hidden />
        Danh sách (CSV)
      </a>
      <a className="btn btn-small" href={`${PATH}/steps/zmprov`} download>
        <Download className="icon" aria-hidden />
        Lệnh zmprov (Zimbra)
      </a>
    </>
  );
}

/** What a person still has to do by hand on the mail system, said before the rows. */
function PendingNote({ onShow, mayTake }: { onShow: () => void; mayTake: boolean }) {
  const pending = useRegister<MailboxPage>('mail', PATH, { pending: true });
  const page = pending.data?.pages[0];
  if (page === undefined || page.total === 0) {
    return null;
  }
  return (
    <Note
      title={`${formatNumber(page.total)} việc chờ làm trên hệ thống thư`}
      actions={
        <>
          <Button size="small" onClick={onShow}>
            Xem việc chờ làm
          </Button>
          {mayTake && page.items.some(({ pendingStep }) => pendingStep !== null) && <StepFiles />}
        </>
      }
    >
      <p>{page.backendLabel}</p>
    </Note>
  );
}

/** Where the mail system says otherwise than the register; nobody but the keepers of the register is told. */
function DriftNote() {
  const query = useQuery({
    queryKey: ['mail', 'drifts'],
    queryFn: ({ signal }) => getJson<MailDrifts>('/api/mail-drifts', undefined, signal),
  });
  const items = query.data?.items ?? [];
  if (items.length === 0) {
    return null;
  }
  return (
    <Note title={`${formatNumber(items.length)} chỗ hệ thống thư khác sổ thư`}>
      <ul className="mail-drifts">
        {items.slice(0, SHOWN_DRIFTS).map((drift) => (
          <li key={drift.id}>
            {drift.text} <small className="quiet">Thấy từ {formatWhen(drift.foundAt)}</small>
          </li>
        ))}
      </ul>
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
  const [setting, setSetting] = useState(false);
  return (
    <div className="content content-wide thing">
      <RegisterFrame
        pages={pages}
        here="/so-thu"
        title="Sổ thư công vụ"
        what="hộp thư"
        said="."
        actions={roles.has('administrator') ? <Button onClick={() => setSetting(true)}>Cài đặt thư</Button> : undefined}
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
          <>
            {params.has(FILTERS.pending) ? null : (
              <PendingNote onShow={() => put({ [FILTERS.pending]: PENDING })} mayTake={mayImport} />
            )}
            {mayImport && <DriftNote />}
          </>
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
            <AddressSelect
              label="Lần dùng cuối"
              name={FILTERS.idle}
              every="Dùng hay không"
              options={{ [PENDING]: `Không dùng trên ${formatNumber(pages.first?.idleAfterDays ?? 0)} ngày` }}
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
          <MailboxLine
            key={mailbox.id}
            mailbox={mailbox}
            idleAfterDays={pages.first?.idleAfterDays ?? 0}
            onOpen={() => put({ id: mailbox.id })}
          />
        ))}
      </RegisterFrame>
      {setting && <MailSettingsDialog onClose={() => setSetting(false)} />}
      {chosenId !== null && <MailboxDrawer key={chosenId} id={chosenId} onClose={() => put({ id: undefined })} />}
    </div>
  );
}
