import type { CertificateView, MyCertificates, SendMailDraft } from '@congvu/contracts';
import { useQuery } from '@tanstack/react-query';
import { Modal } from 'antd';
import { type FormEvent, useState } from 'react';
import { getJson } from '../../../shared/api/client.ts';
import { Field } from '../../../shared/fields/field.tsx';
import { Check, ChoiceField } from '../../../shared/fields/text-field.tsx';
import { Button } from '../../../shared/ui/button.tsx';
import { useFocusOnOpen } from '../../../shared/ui/focus.ts';
import { ErrorNote, Note } from '../../../shared/ui/notes.tsx';

export type SignWith = NonNullable<SendMailDraft['sign']>;

/** Keys that sign while the person waits on this page; a token or a phone signs documents, not mail. */
const HERE: readonly CertificateView['keyKind'][] = ['demo_software', 'hsm'];
const LEAST_PIN = 4;

function useSigningCertificates(wanted: boolean) {
  return useQuery({
    queryKey: ['certificates', 'mine'],
    queryFn: ({ signal }) => getJson<MyCertificates>('/api/certificates/mine', undefined, signal),
    enabled: wanted,
  });
}

/** The name of an office stands on the mail of its own boxes, a person's on the own. */
function choicesOf(mine: MyCertificates | undefined, shared: boolean): CertificateView[] {
  const { person = [], organisation = [] } = mine ?? {};
  const all = shared ? [...organisation, ...person] : [...person, ...organisation];
  return all.filter(({ state }) => state === 'usable');
}

export function SignOption({ on, onChange }: { on: boolean; onChange: (on: boolean) => void }) {
  return (
    <div className="mail-sign">
      <Check label="Ký số thư" on={on} onChange={onChange} />
      {on && <small className="quiet">Nội dung và tệp kèm được ký; tiêu đề thư không nằm trong phần được ký.</small>}
    </div>
  );
}

interface SignDialogProps {
  /** A box several people work in. */
  shared: boolean;
  busy: boolean;
  error: unknown;
  onSign: (sign: SignWith) => void;
  onClose: () => void;
}

interface ChosenProps extends SignDialogProps {
  choices: readonly [CertificateView, ...CertificateView[]];
}

function SignForm({ choices, busy, error, onSign, onClose }: ChosenProps) {
  const [chosenId, setChosenId] = useState(choices[0].id);
  const [pin, setPin] = useState('');
  const input = useFocusOnOpen<HTMLInputElement>(true);
  const chosen = choices.find(({ id }) => id === chosenId) ?? choices[0];
  const asksPin = chosen.keyKind === 'demo_software';
  const wrong = HERE.includes(chosen.keyKind)
    ? asksPin && pin.length < LEAST_PIN
      ? 'Nhập mã PIN của khóa.'
      : undefined
    : `Khóa ở ${chosen.deviceLabel}: hệ thống chưa ký thư được bằng thiết bị này.`;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (wrong === undefined && !busy) {
      onSign({ kind: chosen.kind, certificateId: chosen.id, ...(asksPin && { pin }) });
      // Kept no longer than the act.
      setPin('');
    }
  };
  return (
    <form onSubmit={submit} autoComplete="off" className="mail-form">
      {choices.length > 1 ? (
        <ChoiceField
          label="Chứng thư số"
          value={chosen.id}
          options={choices.map(({ id, subjectName, deviceLabel }) => ({
            value: id,
            label: `${subjectName} (${deviceLabel})`,
          }))}
          onChange={setChosenId}
        />
      ) : (
        <p className="dialog-text">
          Ký bằng chứng thư của <b>{chosen.subjectName}</b> ({chosen.deviceLabel}).
        </p>
      )}
      {asksPin && (
        <Field label="Mã PIN" hint="Chỉ dùng để mở khóa thử nghiệm, không lưu lại.">
          {(ids) => (
            <input
              {...ids}
              ref={input}
              className="input input-num mail-pin"
              inputMode="numeric"
              value={pin}
              maxLength={64}
              autoComplete="off"
              spellCheck={false}
              data-1p-ignore
              data-lpignore="true"
              readOnly={busy}
              onChange={(event) => setPin(event.target.value)}
            />
          )}
        </Field>
      )}
      {error !== null && <ErrorNote title="Chưa gửi được" error={error} kept="Thư nháp vẫn còn nguyên." />}
      <div className="dialog-foot">
        <Button onClick={onClose} disabled={busy}>
          Hủy
        </Button>
        <Button type="submit" kind="primary" busy={busy} reason={wrong}>
          Ký và gửi
        </Button>
      </div>
    </form>
  );
}

/** With which certificate; a key for trying out asks for its PIN here. The signature is made before the waiting time of sending. */
export function SignDialog(props: SignDialogProps) {
  const { data, error, refetch } = useSigningCertificates(true);
  const [first, ...others] = choicesOf(data, props.shared);
  return (
    <Modal open title="Ký số thư" footer={null} onCancel={props.onClose} width={460}>
      {error !== null && <ErrorNote title="Chưa đọc được chứng thư" error={error} onRetry={() => void refetch()} />}
      {data !== undefined && first === undefined && (
        <Note>
          <p>Anh/chị chưa có chứng thư số dùng được để ký thư. Bỏ chọn “Ký số thư” để gửi không ký.</p>
        </Note>
      )}
      {first !== undefined && <SignForm {...props} choices={[first, ...others]} />}
    </Modal>
  );
}
