import type { MailboxCandidates, MailboxMember, MailboxView } from '@congvu/contracts';
import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { getJson } from '../../../shared/api/client.ts';
import { useWrite } from '../../../shared/api/write.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { Pick } from '../../../shared/pickers/pick.tsx';
import { dateOf, formatDate } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { ErrorNote } from '../../../shared/ui/notes.tsx';

type Change = { add: string[]; remove: string[] };

function AddMember({
  mailbox,
  members,
  onAdd,
}: {
  mailbox: MailboxView;
  members: readonly MailboxMember[];
  onAdd: (personId: string) => void;
}) {
  const query = useQuery({
    queryKey: ['mail', 'candidates', mailbox.id],
    queryFn: ({ signal }) =>
      getJson<z.infer<typeof MailboxCandidates>>(`/api/mailboxes/${mailbox.id}/candidates`, undefined, signal),
  });
  const present = new Set(members.map(({ personId }) => personId));
  const options = (query.data?.items ?? [])
    .filter(({ personId }) => !present.has(personId))
    .map(({ personId, fullName, title }) => ({
      value: personId,
      label: fullName,
      search: title,
      render: (
        <>
          {fullName} <small className="quiet">{title}</small>
        </>
      ),
    }));
  return (
    <Pick
      label="Thêm người cùng mở"
      value={null}
      options={options}
      loading={query.isPending}
      placeholder="Tên hoặc chức vụ"
      empty="Không còn ai khác giữ chức vụ tại cơ quan."
      onPick={(personId) => {
        if (personId !== null) {
          onAdd(personId);
        }
      }}
    />
  );
}

/** Who opens the mailbox of a unit together; each is seen by name in what they do there. */
export function MailboxMembers({ mailbox, members }: { mailbox: MailboxView; members: readonly MailboxMember[] }) {
  const change = useWrite<Change, MailboxView>({
    request: (body) => ({ path: `/api/mailboxes/${mailbox.id}/members`, body }),
    topics: ['mail'],
    onDone: (view, { add }) =>
      showToast(add.length > 0 ? `Đã thêm người cùng mở ${view.address}.` : `Đã bớt người cùng mở ${view.address}.`),
  });
  const mayChange = mailbox.abilities['mail.change_members'] === true;
  return (
    <section className="mailbox-members">
      <h2>Cùng mở hộp thư</h2>
      {members.length === 0 ? (
        <p className="quiet">Chưa có ai mở được hộp thư này.</p>
      ) : (
        <ul className="custody">
          {members.map((member) => (
            <li key={member.personId}>
              <span>
                <b>{member.fullName}</b>
                {member.title !== '' && `, ${member.title}`}
              </span>
              {mayChange && (
                <Button
                  size="small"
                  kind="quiet"
                  busy={change.isPending && change.variables.remove.includes(member.personId)}
                  onClick={() => change.mutate({ add: [], remove: [member.personId] })}
                >
                  Bớt
                </Button>
              )}
              <small>
                Từ <span className="num">{formatDate(dateOf(member.since))}</span>, {member.addedBy} thêm
              </small>
            </li>
          ))}
        </ul>
      )}
      {mayChange && (
        <AddMember
          mailbox={mailbox}
          members={members}
          onAdd={(personId) => change.mutate({ add: [personId], remove: [] })}
        />
      )}
      {change.isError && <ErrorNote title="Chưa ghi được" error={change.error} />}
    </section>
  );
}
