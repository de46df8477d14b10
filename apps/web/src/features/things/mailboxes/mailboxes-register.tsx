import type { MailboxPage, MailboxView } from '@congvu/contracts';
import { MailboxState } from '@congvu/contracts';
import { useState } from 'react';
import { withQuery } from '../../../shared/api/client.ts';
import { SmallSelect } from '../../../shared/fields/small-select.tsx';
import { useRoles } from '../../../shared/session/me.ts';
import { dateOf, formatDate, formatInstant, formatNumber, formatWhen } from '../../../shared/text/dates.ts';
import { useAddress } from '../../../shared/ui/address.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { Empty, Note } from '../../../shared/ui/notes.tsx';
import { ImportDialog } from '../import-dialog.tsx';
import { placeOf } from '../place.ts';
import { RegisterFilters } from '../register-filters.tsx';
import { RegisterHead } from '../register-head.tsx';
import { RegisterSheet } from '../register-sheet.tsx';
import { useRegister } from '../things-api.ts';
import { MailboxDrawer } from './mailbox-drawer.tsx';
import { MAILBOX_KINDS, MAILBOX_STATES } from './mailboxes.text.ts';
import { StepDone } from './step-done.tsx';

const PATH = '/api/mailboxes';

function MailboxLine({ mailbox, onOpen }: { mailbox: MailboxView; onOpen: () => void }) {
  const { pendingStep } = mailbox;
  return (
    <tr className={mailbox.state === 'revoked' ? 'is-past' : undefined} onClick={onOpen}>
      <td>
        <button type="button" className="thing-open" onClick={onOpen}>
          {mailbox.address}
        </button>
        <small>{MAILBOX_KINDS[mailbox.kind]}</small>
      </td>
      <td data-label="Người giữ">
        {mailbox.holderName}
        <small>{placeOf(mailbox)}</small>
      </td>
      <td data-label="Đăng nhập cuối">
        {mailbox.lastSignInAt === null ? (
          <span className="quiet">Chưa lần nào</span>
        ) : (
          <time dateTime={mailbox.lastSignInAt} title={formatInstant(mailbox.lastSignInAt)}>
            {formatDate(dateOf(mailbox.lastSignInAt))}
          </time>
        )}
      </td>
      <td data-label="Trạng thái">
        <Chip tone={MAILBOX_STATES[mailbox.state].tone}>{mailbox.stateLabel}</Chip>
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
    </tr>
  );
}

function useFilter() {
  const { params, put } = useAddress();
  const of = (name: string): string | undefined => params.get(name) ?? undefined;
  return {
    filter: {
      q: of('q'),
      agencyId: of('co-quan'),
      state: of('the'),
      pending: params.get('cho') === null ? undefined : true,
    },
    chosenId: params.get('id'),
    put,
  };
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
  const { filter, chosenId, put } = useFilter();
  const roles = useRoles();
  const [importing, setImporting] = useState(false);
  const query = useRegister<MailboxPage>('mail', PATH, filter);
  const first = query.data?.pages[0];
  const mailboxes = query.data?.pages.flatMap((page) => page.items) ?? [];
  const filtered = Object.values(filter).some((value) => value !== undefined);
  const mayImport = roles.has('focal') || roles.has('administrator');
  return (
    <div className="content content-wide thing">
      <RegisterHead
        here="/so-thu"
        title="Sổ thư công vụ"
        exportUrl={withQuery(`${PATH}/export`, filter)}
        onImport={mayImport ? () => setImporting(true) : undefined}
      >
        {first === undefined ? (
          'Đang mở sổ…'
        ) : (
          <>
            <span className="num">{formatNumber(first.total)}</span> hộp thư{filtered ? ' khớp với lọc' : ''}.
          </>
        )}
      </RegisterHead>
      {filter.pending === undefined && <PendingNote onShow={() => put({ cho: '1' })} />}
      <RegisterFilters placeholder="Tìm địa chỉ, tên người" agencyName={mailboxes[0]?.agencyName}>
        <SmallSelect
          label="Trạng thái"
          value={filter.state ?? ''}
          options={[
            { value: '', label: 'Mọi trạng thái' },
            ...MailboxState.options.map((state) => ({ value: state, label: MAILBOX_STATES[state].label })),
          ]}
          onChange={(the) => put({ the })}
        />
        <SmallSelect
          label="Việc chờ làm"
          value={filter.pending === undefined ? '' : '1'}
          options={[
            { value: '', label: 'Mọi hộp thư' },
            { value: '1', label: 'Có việc chờ làm' },
          ]}
          onChange={(cho) => put({ cho })}
        />
      </RegisterFilters>
      <RegisterSheet
        query={query}
        shown={mailboxes.length}
        total={first?.total ?? 0}
        what="hộp thư"
        empty={
          filtered ? (
            <Empty title="Không có hộp thư nào khớp">Thử bớt một lọc hoặc tìm bằng một từ khác.</Empty>
          ) : (
            <Empty
              title="Sổ thư công vụ còn trống"
              action={mayImport && <Button onClick={() => setImporting(true)}>Nhập từ Excel</Button>}
            >
              Nhập danh sách hộp thư đang có; hộp thư cấp, thu hồi theo Mẫu số 09, 10 sẽ tự ghi vào đây.
            </Empty>
          )
        }
      >
        <table className="table as-cards is-wide">
          <colgroup>
            <col className="thing-col-address" />
            <col />
            <col className="thing-col-when" />
            <col className="thing-col-state" />
            <col className="thing-col-act" />
          </colgroup>
          <thead>
            <tr>
              <th>Địa chỉ</th>
              <th>Người giữ, đơn vị</th>
              <th>Đăng nhập cuối</th>
              <th>Trạng thái</th>
              <th>Chờ làm trên hệ thống thư</th>
            </tr>
          </thead>
          <tbody>
            {mailboxes.map((mailbox) => (
              <MailboxLine key={mailbox.id} mailbox={mailbox} onOpen={() => put({ id: mailbox.id })} />
            ))}
          </tbody>
        </table>
      </RegisterSheet>
      {chosenId !== null && <MailboxDrawer key={chosenId} id={chosenId} onClose={() => put({ id: undefined })} />}
      {importing && (
        <ImportDialog
          title="Nhập sổ thư công vụ"
          path={PATH}
          topic="mail"
          hint="Danh sách hộp thư xuất từ hệ thống thư của tỉnh, hoặc mẫu của Công Vụ. Dòng được tìm theo địa chỉ, nhập lại không tạo trùng."
          onClose={() => setImporting(false)}
        />
      )}
    </div>
  );
}
