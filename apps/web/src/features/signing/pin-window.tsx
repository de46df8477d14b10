import type { SigningBatch } from '@congvu/contracts';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { describeError } from '../../shared/api/errors.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Mark } from '../../shared/ui/marks.tsx';
import { WORDS } from './signing.text.ts';

interface PinWindowProps {
  batch: SigningBatch;
  count: number;
  busy: boolean;
  error: unknown;
  onSign: (pin: string) => void;
  onCancel: () => void;
}

const LEAST = 4;

/**
 * The signer's own small window, apart from the page. Only software keys of the demo take their PIN here; it is kept by no
 * field, no password store and no variable longer than the act.
 */
export function PinWindow({ batch, count, busy, error, onSign, onCancel }: PinWindowProps) {
  const [pin, setPin] = useState('');
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    input.current?.focus();
  }, []);
  useEffect(() => {
    if (error !== null) {
      setPin('');
      input.current?.focus();
    }
  }, [error]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (pin.length >= LEAST && !busy) {
      onSign(pin);
    }
  };
  const { certificate } = batch;
  return (
    <div className="pin-window" role="dialog" aria-label="Ký số Công Vụ">
      <div className="pin-head">
        <Mark size={22} />
        <b>Ký số Công Vụ</b>
        <small>khóa thử nghiệm</small>
      </div>
      <form className="pin-body" onSubmit={submit} autoComplete="off">
        <p id="pin-text">
          Nhập mã PIN của {certificate.subjectName} để {WORDS[batch.purpose].verb.toLocaleLowerCase('vi')}{' '}
          <b className="nb">{count} văn bản</b>.
        </p>
        <input
          ref={input}
          className="pin-input"
          type="text"
          inputMode="numeric"
          aria-label="Mã PIN"
          aria-describedby="pin-text pin-note"
          aria-invalid={error !== null || undefined}
          value={pin}
          maxLength={64}
          autoComplete="off"
          autoCorrect="off"
          autoCapitalize="off"
          spellCheck={false}
          data-1p-ignore
          data-lpignore="true"
          readOnly={busy}
          onChange={(event) => setPin(event.target.value)}
        />
        {error === null ? (
          <small id="pin-note">
            Mã PIN chỉ dùng để mở khóa thử nghiệm, không lưu lại. Thiết bị thật tự hỏi mã PIN của nó.
          </small>
        ) : (
          <small id="pin-note" className="soon" role="alert">
            {describeError(error).message}
          </small>
        )}
        <div className="pin-acts">
          <Button onClick={onCancel} disabled={busy}>
            Hủy
          </Button>
          <Button type="submit" kind="primary" busy={busy} disabled={pin.length < LEAST}>
            Ký
          </Button>
        </div>
      </form>
    </div>
  );
}
