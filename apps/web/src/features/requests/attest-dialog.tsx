import type { ManyAnswer } from '@congvu/contracts';
import { Modal } from 'antd';
import { CircleAlert, CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { Field } from '../../shared/fields/field.tsx';
import { TextField } from '../../shared/fields/text-field.tsx';
import { PaperView } from '../../shared/paper/paper-view.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { ErrorNote } from '../../shared/ui/notes.tsx';
import { Segments } from '../../shared/ui/tabs.tsx';
import { usePhone } from '../../shared/ui/use-media.ts';
import { printPath } from './editor/page-pane.tsx';
import { useAttest } from './requests-api.ts';

export interface ToAttest {
  id: string;
  /** "Mẫu 01, Nguyễn Thị Vân Anh". */
  name: string;
}

interface AttestDialogProps {
  act: 'declare' | 'approve';
  requests: readonly ToAttest[];
  onClose: () => void;
  onDone: (answer: ManyAnswer) => void;
}

type Step = 'list' | 'page' | 'confirm';

const STEPS: { key: Step; label: string }[] = [
  { key: 'page', label: 'Bản in' },
  { key: 'list', label: 'Danh sách' },
  { key: 'confirm', label: 'Xác nhận' },
];

const WORDS = {
  declare: {
    title: 'Xác nhận đề nghị',
    verb: 'Xác nhận',
    consequence:
      'Xác nhận thay chữ ký vì chưa có chứng thư số: đề nghị chuyển thủ trưởng duyệt, nội dung không sửa được nữa.',
  },
  approve: {
    title: 'Duyệt đề nghị',
    verb: 'Duyệt',
    consequence:
      'Duyệt thay chữ ký vì chưa có chứng thư số: đề nghị gửi đơn vị đầu mối ngay, nội dung không sửa được nữa.',
  },
} as const;

function Results({ answer, requests }: { answer: ManyAnswer; requests: readonly ToAttest[] }) {
  return (
    <ul className="req-results">
      {answer.items.map((item) => (
        <li key={item.id} className={item.ok ? 'is-good' : 'is-bad'}>
          {item.ok ? (
            <CircleCheck className="icon icon-18" aria-hidden />
          ) : (
            <CircleAlert className="icon icon-18" aria-hidden />
          )}
          <span>
            <b>{requests.find(({ id }) => id === item.id)?.name}</b>
            <small>{item.message}</small>
          </span>
        </li>
      ))}
    </ul>
  );
}

interface ConfirmProps {
  act: 'declare' | 'approve';
  count: number;
  busy: boolean;
  error: unknown;
  onConfirm: (secret: { password: string; code?: string }) => void;
}

function Confirm({ act, count, busy, error, onConfirm }: ConfirmProps) {
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [tried, setTried] = useState(false);
  const words = WORDS[act];
  const confirm = (): void => {
    setTried(true);
    if (password !== '') {
      onConfirm({ password, ...(code.trim() !== '' && { code: code.trim() }) });
      setPassword('');
      setCode('');
    }
  };
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        confirm();
      }}
    >
      <p className="dialog-text">{words.consequence}</p>
      <Field
        label="Mật khẩu đăng nhập của tôi"
        error={tried && password === '' && !busy && error === null ? 'Chưa nhập mật khẩu.' : undefined}
      >
        {(ids) => (
          <input
            {...ids}
            type="password"
            className="input input-large"
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        )}
      </Field>
      <TextField
        label="Mã xác thực hai lớp"
        aside="(nếu đã bật)"
        value={code}
        onChange={setCode}
        inputMode="numeric"
        autoComplete="one-time-code"
        numeric
        large
        maxLength={20}
      />
      {error !== null && <ErrorNote title="Chưa xác nhận được" error={error} kept="Chưa có đề nghị nào được duyệt." />}
      <Button kind="primary" size="large" block busy={busy} type="submit" onClick={confirm}>
        {words.verb} {count > 1 ? `${count} đề nghị` : 'đề nghị này'}
      </Button>
    </form>
  );
}

/** For who owns no certificate yet: every form is there to be read, then one password for all. */
export function AttestDialog({ act, requests, onClose, onDone }: AttestDialogProps) {
  const phone = usePhone();
  const [step, setStep] = useState<Step>('page');
  const [shown, setShown] = useState(requests[0]?.id ?? '');
  const [answer, setAnswer] = useState<ManyAnswer>();
  const attest = useAttest(act, (result) => {
    if (result.items.every(({ ok }) => ok)) {
      onDone(result);
    } else {
      setAnswer(result);
    }
  });
  const current = requests.find(({ id }) => id === shown);
  const words = WORDS[act];
  const many = requests.length > 1;
  const steps = STEPS.filter(({ key }) => many || key !== 'list');
  return (
    <Modal
      open
      centered
      className="req-attest"
      width={many ? 1180 : 980}
      footer={null}
      title={answer === undefined ? words.title : `Đã xong ${answer.done} trên ${requests.length} đề nghị`}
      onCancel={answer === undefined ? onClose : () => onDone(answer)}
    >
      {phone && answer === undefined && (
        <Segments label="Phần đang xem" tabs={steps} active={step} onChange={setStep} />
      )}
      {answer === undefined ? (
        <div className={`req-attest-body is-${step}${many ? ' is-many' : ''}`}>
          {many && (
            <ul className="req-attest-list" aria-label="Đề nghị được chọn">
              {requests.map((one) => (
                <li key={one.id}>
                  <button
                    type="button"
                    className={one.id === shown ? 'is-on' : undefined}
                    aria-pressed={one.id === shown}
                    onClick={() => {
                      setShown(one.id);
                      setStep('page');
                    }}
                  >
                    {one.name}
                  </button>
                </li>
              ))}
            </ul>
          )}
          <div className="req-attest-page">
            {current !== undefined && (!phone || step === 'page') && (
              <PaperView
                key={current.id}
                file={{
                  url: printPath(current.id, 'pdf'),
                  name: `${current.name}.pdf`,
                  mediaType: 'application/pdf',
                }}
              />
            )}
          </div>
          <div className="req-attest-confirm">
            <Confirm
              act={act}
              count={requests.length}
              busy={attest.isPending}
              error={attest.error}
              onConfirm={(secret) => attest.mutate({ ids: requests.map(({ id }) => id), ...secret })}
            />
          </div>
        </div>
      ) : (
        <>
          <Results answer={answer} requests={requests} />
          <div className="dialog-foot">
            <Button kind="primary" onClick={() => onDone(answer)}>
              Xong
            </Button>
          </div>
        </>
      )}
    </Modal>
  );
}
