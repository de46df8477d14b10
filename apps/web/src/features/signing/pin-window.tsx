import type { SigningBatch } from '@congvu/contracts';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { describeError } from '../../shared/api/errors.ts';
import { formatNumber } from '../../shared/text/dates.ts';
import { Button } from '../../shared/ui/button.tsx';
import { ActWindow } from './act-window.tsx';
import { WORDS } from './signing.text.ts';

interface PinWindowProps {
  batch: SigningBatch;
  /** `code`: what a phone or cloud service wants typed here. */
  kind: 'pin' | 'code';
  count: number;
  busy: boolean;
  error: unknown;
  onSign: (typed: string) => void;
  onCancel: () => void;
}

const LEAST = 4;

const KINDS = {
  pin: {
    aside: 'khóa thử nghiệm',
    label: 'Mã PIN',
    note: 'Mã PIN chỉ dùng để mở khóa thử nghiệm, không lưu lại. Thiết bị thật tự hỏi mã PIN của nó.',
  },
  code: {
    aside: 'dịch vụ ký số',
    label: 'Mã dùng một lần',
    note: 'Dịch vụ hỏi cả mật khẩu thì gõ mật khẩu, một dấu cách, rồi mã sáu số: “mật khẩu 123456”. Chỉ gửi tới dịch vụ, không lưu lại.',
  },
} as const;

function whatFor({ batch, kind, count }: Pick<PinWindowProps, 'batch' | 'kind' | 'count'>) {
  const { noun } = WORDS[batch.purpose];
  const verb = WORDS[batch.purpose].verb.toLocaleLowerCase('vi');
  return kind === 'pin' ? (
    <>
      Nhập mã PIN của {batch.certificate.subjectName} để {verb}{' '}
      <b className="nb">
        {formatNumber(count)} {noun}
      </b>
      .
    </>
  ) : (
    <>
      Mở ứng dụng của {batch.device.label}, nhập mã đang hiện để {verb}{' '}
      <b className="nb">
        {formatNumber(count)} {noun}
      </b>
      .
    </>
  );
}

/** What is typed here is kept by no field, no password store and no variable longer than the act. */
export function PinWindow({ batch, kind, count, busy, error, onSign, onCancel }: PinWindowProps) {
  const [typed, setTyped] = useState('');
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    input.current?.focus();
  }, []);
  useEffect(() => {
    if (error !== null) {
      setTyped('');
      input.current?.focus();
    }
  }, [error]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (typed.length >= LEAST && !busy) {
      onSign(typed);
    }
  };
  const words = KINDS[kind];
  return (
    <ActWindow label="Ký số Công Vụ" aside={words.aside} onEscape={busy ? undefined : onCancel}>
      <form className="pin-body" onSubmit={submit} autoComplete="off">
        <p id="pin-text">{whatFor({ batch, kind, count })}</p>
        <input
          ref={input}
          className="pin-input"
          type="text"
          inputMode={kind === 'pin' ? 'numeric' : 'text'}
          aria-label={words.label}
          aria-describedby="pin-text pin-note"
          aria-invalid={error !== null || undefined}
          value={typed}
          maxLength={64}
          autoComplete="off"
          autoCorrect="off"
          autoCapitalize="off"
          spellCheck={false}
          data-1p-ignore
          data-lpignore="true"
          readOnly={busy}
          onChange={(event) => setTyped(event.target.value)}
        />
        {error === null ? (
          <small id="pin-note">{words.note}</small>
        ) : (
          <small id="pin-note" className="soon" role="alert">
            {describeError(error).message}
          </small>
        )}
        <div className="pin-acts">
          <Button onClick={onCancel} disabled={busy}>
            Hủy
          </Button>
          <Button type="submit" kind="primary" busy={busy} disabled={typed.length < LEAST}>
            Ký
          </Button>
        </div>
      </form>
    </ActWindow>
  );
}
