import type { CampaignMember, CampaignView, MemberState } from '@congvu/contracts';
import { Modal } from 'antd';
import { useState } from 'react';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { TextField } from '../../../shared/fields/text-field.tsx';
import { formatNumber } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { ErrorNote } from '../../../shared/ui/notes.tsx';
import { MEMBER_TONES } from '../campaigns.text.ts';
import { useRemind } from '../campaigns-api.ts';

const OWING: readonly MemberState[] = ['not_opened', 'preparing', 'returned'];

export function owing(view: Pick<CampaignView, 'summary'>): number {
  return OWING.reduce((sum, state) => sum + view.summary[state], 0);
}

/** "Đã đôn đốc 9 cơ quan, bỏ qua 1 cơ quan vừa gửi đủ." */
export function saysReminded({ reminded, skipped }: { reminded: number; skipped: number }): string {
  const rest = skipped === 0 ? '' : `, bỏ qua ${formatNumber(skipped)} cơ quan đã gửi đủ`;
  return `Đã đôn đốc ${formatNumber(reminded)} cơ quan${rest}.`;
}

interface NamesProps {
  members: readonly CampaignMember[];
  out: ReadonlySet<string>;
  onToggle: (agencyId: string) => void;
}

function Names({ members, out, onToggle }: NamesProps) {
  return (
    <ul className="camp-names">
      {members.map((member) => (
        <li key={member.agencyId}>
          <label className="check">
            <input type="checkbox" checked={!out.has(member.agencyId)} onChange={() => onToggle(member.agencyId)} />
            <span>
              {member.agencyName}
              <small>
                {member.headName === null ? '' : `${member.headTitle ?? ''} ${member.headName}`.trim()}
                {member.reminders > 0 && `${member.headName === null ? '' : ', '}đã nhắc ${member.reminders} lần`}
              </small>
            </span>
          </label>
          <Chip tone={MEMBER_TONES[member.state]}>{member.stateLabel}</Chip>
        </li>
      ))}
    </ul>
  );
}

/** Who is urged, by name, and what is added to the reminder: it goes to the head and the clerk of each. */
export function RemindDialog({ view, onClose }: { view: CampaignView; onClose: () => void }) {
  const members = view.items.filter((member) => OWING.includes(member.state));
  const total = owing(view);
  const [out, setOut] = useState<ReadonlySet<string>>(new Set());
  const [note, setNote] = useState('');
  const remind = useRemind(view.id, (answer) => {
    showToast(saysReminded(answer));
    onClose();
  });
  const chosen = members.filter((member) => !out.has(member.agencyId));
  const count = total - out.size;
  const toggle = (agencyId: string): void => {
    const next = new Set(out);
    if (!next.delete(agencyId)) {
      next.add(agencyId);
    }
    setOut(next);
  };
  // Where not all names are at hand nobody can be left out: the server urges whoever still owes something.
  const isWhole = members.length === total;
  const confirm = (): void =>
    remind.mutate({
      ...(out.size > 0 && { agencyIds: chosen.map((member) => member.agencyId) }),
      ...(note.trim() !== '' && { note: note.trim() }),
    });
  return (
    <Modal open width={560} title={`Đôn đốc ${formatNumber(count)} cơ quan`} footer={null} onCancel={onClose}>
      <p className="dialog-text">
        Thủ trưởng và văn thư của từng cơ quan nhận thông báo, nêu các mẫu còn thiếu và hạn {view.dueSentence}.
      </p>
      {isWhole ? (
        <Names members={members} out={out} onToggle={toggle} />
      ) : (
        <p className="camp-many">
          Gồm{' '}
          {members
            .slice(0, 8)
            .map((member) => member.agencyName)
            .join(', ')}{' '}
          và {formatNumber(total - Math.min(8, members.length))} cơ quan khác chưa gửi đủ.
        </p>
      )}
      <TextField
        label="Lời nhắn"
        aside="(không bắt buộc)"
        rows={2}
        maxLength={500}
        value={note}
        onChange={setNote}
        placeholder="Ví dụ: đề nghị gửi trước 16 giờ ngày 31/3 để kịp tổng hợp"
      />
      {remind.isError && (
        <div className="form-error">
          <ErrorNote title="Chưa đôn đốc được" error={remind.error} kept="Lời nhắn vẫn được giữ." />
        </div>
      )}
      <div className="dialog-foot">
        <Button onClick={onClose}>Hủy</Button>
        <Button kind="primary" busy={remind.isPending} disabled={count === 0} onClick={confirm}>
          Đôn đốc {formatNumber(count)} cơ quan
        </Button>
      </div>
    </Modal>
  );
}
