import { GUARDED_DAYS, type GuardedChange, type GuardedSettings } from '@congvu/contracts';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import './second-person.css';
import { useWrite } from '../../../shared/api/write.ts';
import { ReasonDialog } from '../../../shared/feedback/reason-dialog.tsx';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { TextField } from '../../../shared/fields/text-field.tsx';
import { SECOND_PERSON, useGuardedChanges, usePropose } from '../../../shared/secondperson/second-person-api.ts';
import { useAddress } from '../../../shared/ui/address.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { AdminFrame } from '../admin-frame.tsx';
import { type Decision, SecondPersonCard } from './second-person-card.tsx';

const WORDS: Record<Decision, { title: string; consequence: string; confirm: string; done: string; least: number }> = {
  agree: {
    title: 'Đồng ý',
    consequence: 'Thay đổi có hiệu lực ngay. Tên anh/chị đứng cạnh tên người đề nghị trong nhật ký.',
    confirm: 'Đồng ý',
    done: 'Đã đồng ý.',
    least: 0,
  },
  refuse: {
    title: 'Không đồng ý',
    consequence: 'Đề nghị đóng lại, không có gì thay đổi. Người đề nghị được báo kèm lý do.',
    confirm: 'Không đồng ý',
    done: 'Đã từ chối đề nghị.',
    least: 5,
  },
  withdraw: {
    title: 'Rút đề nghị',
    consequence: 'Đề nghị đóng lại, không có gì thay đổi.',
    confirm: 'Rút đề nghị',
    done: 'Đã rút đề nghị.',
    least: 0,
  },
};

interface DecideProps {
  change: GuardedChange;
  decision: Decision;
  onClose: () => void;
}

function DecideDialog({ change, decision, onClose }: DecideProps) {
  const words = WORDS[decision];
  const act = useWrite<{ reason: string }, GuardedChange>({
    request: (body) => ({
      path: `/api/guarded-changes/${change.id}/${decision}`,
      body: decision === 'withdraw' ? {} : body,
    }),
    topics: [...SECOND_PERSON, 'org', 'mail', 'requests', 'request-settings', 'upkeep'],
    onDone: () => {
      showToast(words.done);
      onClose();
    },
  });
  return (
    <ReasonDialog
      open
      title={`${words.title}: ${change.title}`}
      consequence={words.consequence}
      label={words.least === 0 ? 'Ý kiến (không bắt buộc)' : 'Lý do'}
      least={words.least}
      confirmLabel={words.confirm}
      busy={act.isPending}
      error={act.error}
      onCancel={onClose}
      onConfirm={(reason) => act.mutate({ reason })}
    />
  );
}

function RotateDialog({ onClose, onSent }: { onClose: () => void; onSent: (id: string) => void }) {
  const propose = usePropose(({ id }) => {
    showToast('Đã gửi đề nghị, chờ người thứ hai.');
    onSent(id);
  });
  return (
    <ReasonDialog
      open
      title="Đề nghị đổi khóa mã hóa"
      consequence="Người thứ hai đồng ý xong, người giữ máy chủ chạy lệnh đổi khóa với số của đề nghị này."
      label="Lý do, căn cứ"
      least={10}
      suggestions={['Đổi khóa hằng năm theo quy chế', 'Người giữ khóa thôi việc']}
      confirmLabel="Gửi đề nghị"
      busy={propose.isPending}
      error={propose.error}
      onCancel={onClose}
      onConfirm={(reason) => propose.mutate({ kind: 'upkeep.rotate_keys', change: {}, reason })}
    />
  );
}

function DaysForm({ days, reason }: { days: number; reason: string | undefined }) {
  const [typed, setTyped] = useState(String(days));
  const save = useWrite<GuardedSettings, GuardedSettings>({
    request: (body) => ({ method: 'PUT', path: '/api/guarded-changes/settings', body }),
    topics: SECOND_PERSON,
    onDone: () => showToast('Đã lưu thời hạn chờ, áp dụng cho đề nghị mới.'),
  });
  const value = Number(typed);
  const isGood = /^\d+$/.test(typed.trim()) && value >= GUARDED_DAYS.least && value <= GUARDED_DAYS.most;
  return (
    <form
      className="sheet second-days no-print"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (isGood) {
          save.mutate({ days: value });
        }
      }}
    >
      <TextField
        label="Chờ người thứ hai (ngày)"
        hint="Quá hạn thì đề nghị hết hiệu lực."
        value={typed}
        onChange={setTyped}
        error={isGood ? undefined : `Nhập số từ ${GUARDED_DAYS.least} đến ${GUARDED_DAYS.most}.`}
        inputMode="numeric"
        numeric
      />
      <Button type="submit" busy={save.isPending} reason={reason ?? (isGood ? undefined : 'Số ngày chưa đúng')}>
        Lưu thời hạn
      </Button>
      {save.isError && <ErrorNote title="Chưa lưu được" error={save.error} />}
    </form>
  );
}

/** Việc cần hai người: what one has proposed and another has to decide. */
export function SecondPersonPage() {
  const { data, error, isPending, refetch } = useGuardedChanges();
  const { params, put } = useAddress();
  const [asking, setAsking] = useState<{ change: GuardedChange; decision: Decision }>();
  const [rotating, setRotating] = useState(false);
  const waiting = (data?.items ?? []).filter(({ state }) => state === 'waiting').length;
  const may = data?.abilities['secondperson.set'];
  return (
    <AdminFrame
      part="second-person"
      title="Việc cần hai người"
      sentence={
        waiting === 0
          ? 'Rút ngắn thời hạn lưu giữ, cấp vai quản trị, kiểm soát và đổi khóa: một người đề nghị, người khác đồng ý.'
          : `${waiting} đề nghị đang chờ người thứ hai.`
      }
      actions={
        may === true && (
          <Button icon={KeyRound} onClick={() => setRotating(true)}>
            Đề nghị đổi khóa
          </Button>
        )
      }
    >
      {isPending && <SkeletonRows rows={4} />}
      {error !== null && <ErrorNote title="Chưa tải được danh sách" error={error} onRetry={() => void refetch()} />}
      {data !== undefined && data.items.length === 0 && (
        <div className="sheet">
          <Empty title="Chưa có đề nghị nào">
            Khi một việc cần hai người, trang cài đặt của việc ấy có nút Gửi đề nghị; đề nghị hiện ở đây để người thứ
            hai xem.
          </Empty>
        </div>
      )}
      <div className="second-list">
        {data?.items.map((change) => (
          <SecondPersonCard
            key={change.id}
            change={change}
            named={change.id === params.get('viec')}
            onAsk={(decision) => setAsking({ change, decision })}
          />
        ))}
      </div>
      {data !== undefined && (
        <DaysForm
          key={data.settings.days}
          days={data.settings.days}
          reason={typeof may === 'string' ? may : undefined}
        />
      )}
      {asking !== undefined && <DecideDialog {...asking} onClose={() => setAsking(undefined)} />}
      {rotating && (
        <RotateDialog
          onClose={() => setRotating(false)}
          onSent={(id) => {
            setRotating(false);
            put({ viec: id });
          }}
        />
      )}
    </AdminFrame>
  );
}
