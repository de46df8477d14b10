import type { GuardedChange } from '@congvu/contracts';
import { useState } from 'react';
import { describeError, fieldError, hasCode } from '../api/errors.ts';
import { TextField } from '../fields/text-field.tsx';
import { Button } from '../ui/button.tsx';
import { AppLink } from '../ui/link.tsx';
import { ErrorNote, Note } from '../ui/notes.tsx';
import { type AskedChange, SECOND_PERSON_PAGE, usePropose } from './second-person-api.ts';

const LEAST = 10;

interface SaveFaultProps {
  title: string;
  error: unknown;
  kept?: string;
  /** What the refused act would be as a proposal; left out where the act can never need a second person. */
  asked: AskedChange | undefined;
}

function Sent({ change }: { change: GuardedChange }) {
  return (
    <Note
      tone="done"
      title={`Đã gửi đề nghị số ${change.number}, chờ người thứ hai`}
      actions={
        <AppLink className="btn btn-small" href={`${SECOND_PERSON_PAGE}?viec=${change.id}`}>
          Xem đề nghị
        </AppLink>
      }
    >
      <p>Chưa có gì thay đổi. Quản trị khác, thủ trưởng hoặc quản trị cấp trên đã được báo.</p>
    </Note>
  );
}

function ProposeNote({ error, asked }: { error: unknown; asked: AskedChange }) {
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const [sent, setSent] = useState<GuardedChange>();
  const propose = usePropose(setSent);
  const missing = reason.trim().length < LEAST;
  const send = (): void => {
    setTried(true);
    if (!missing) {
      propose.mutate({ ...asked, reason: reason.trim() });
    }
  };
  if (sent !== undefined) {
    return <Sent change={sent} />;
  }
  return (
    <Note
      title="Cần người thứ hai đồng ý"
      actions={
        <Button kind="primary" size="small" busy={propose.isPending} onClick={send}>
          Gửi đề nghị
        </Button>
      }
    >
      <p>{describeError(error).message}</p>
      <TextField
        label="Lý do, căn cứ"
        value={reason}
        onChange={setReason}
        rows={2}
        maxLength={500}
        error={
          tried && missing
            ? `Nêu lý do để người thứ hai xem xét, ít nhất ${LEAST} ký tự.`
            : fieldError(propose.error, 'reason')
        }
      />
      {propose.isError && (
        <ErrorNote title="Chưa gửi được đề nghị" error={propose.error} kept="Lý do đã nhập vẫn được giữ." />
      )}
    </Note>
  );
}

/** What went wrong with saving; where it needs a second person, the way to ask for one. */
export function SaveFault({ title, error, kept, asked }: SaveFaultProps) {
  if (asked !== undefined && hasCode(error, 'secondperson.needed')) {
    // Other values are another proposal: its reason and its answer do not carry over.
    return <ProposeNote key={JSON.stringify(asked)} error={error} asked={asked} />;
  }
  return <ErrorNote title={title} error={error} {...(kept !== undefined && { kept })} />;
}
