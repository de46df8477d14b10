import { Modal } from 'antd';
import { useState } from 'react';
import { TextField } from '../../../shared/fields/text-field.tsx';
import { Pick } from '../../../shared/pickers/pick.tsx';
import { Button } from '../../../shared/ui/button.tsx';
import { Avatar } from '../../../shared/ui/marks.tsx';
import { ErrorNote } from '../../../shared/ui/notes.tsx';
import { text } from '../incoming.text.ts';
import { useIncomingOptions } from '../incoming-api.ts';

const LAST_LEADER = 'congvu.last-leader';

/** The leader chosen last stands there the next time (ux.md §5). */
export function lastLeader(): string | null {
  try {
    return localStorage.getItem(LAST_LEADER);
  } catch {
    return null;
  }
}

export function rememberLeader(positionId: string): void {
  try {
    localStorage.setItem(LAST_LEADER, positionId);
  } catch {
    // Without storage the clerk chooses again.
  }
}

interface LeaderPickProps {
  value: string | null;
  onPick: (positionId: string | null) => void;
  label?: string;
  allowClear?: boolean;
}

export function LeaderPick({ value, onPick, label = 'Chuyển cho', allowClear }: LeaderPickProps) {
  const { data, isPending } = useIncomingOptions(true);
  const options = (data?.leaders ?? []).map((leader) => ({
    value: leader.positionId,
    label: `${leader.name}, ${leader.title}`,
    item: leader,
    render: (
      <span className="pick-option">
        <Avatar name={leader.name} small />
        <span>{leader.name}</span>
        <small>{leader.title}</small>
      </span>
    ),
  }));
  const known = options.some((option) => option.value === value) ? value : null;
  return (
    <Pick
      label={label}
      value={known}
      options={options}
      loading={isPending}
      placeholder="Chọn lãnh đạo"
      allowClear={allowClear ?? false}
      onPick={onPick}
    />
  );
}

interface LeaderDialogProps {
  open: boolean;
  title: string;
  confirmLabel: string;
  withNote: boolean;
  busy: boolean;
  error: unknown;
  onCancel: () => void;
  onConfirm: (positionId: string, note: string) => void;
}

/** To whom: one field, the last choice already there, Ctrl+Enter sends. */
export function LeaderDialog(props: LeaderDialogProps) {
  const [leader, setLeader] = useState<string | null>(lastLeader());
  const [touched, setTouched] = useState(false);
  const [note, setNote] = useState('');
  const { data } = useIncomingOptions(props.open);
  // The last choice while it still stands, else the head of the agency, who is first in the list.
  const leaders = data?.leaders ?? [];
  const chosen = leaders.find((one) => one.positionId === leader) ?? (touched ? undefined : leaders[0]);
  const confirm = (): void => {
    if (chosen !== undefined) {
      rememberLeader(chosen.positionId);
      props.onConfirm(chosen.positionId, note.trim());
    }
  };
  return (
    <Modal open={props.open} title={props.title} footer={null} onCancel={props.onCancel} width={480} destroyOnHidden>
      <div className="form">
        <LeaderPick
          value={chosen?.positionId ?? null}
          onPick={(positionId) => {
            setTouched(true);
            setLeader(positionId);
          }}
        />
        {props.withNote && (
          <TextField label={text.presentNote} value={note} onChange={setNote} rows={2} onSubmit={confirm} />
        )}
        {props.error !== null && props.error !== undefined && (
          <ErrorNote title="Chưa chuyển được" error={props.error} />
        )}
      </div>
      <div className="dialog-foot">
        <Button onClick={props.onCancel}>Hủy</Button>
        <Button
          kind="primary"
          busy={props.busy}
          reason={chosen === undefined ? 'Chọn lãnh đạo trước' : undefined}
          onClick={confirm}
        >
          {props.confirmLabel}
        </Button>
      </div>
    </Modal>
  );
}
