import { Eye, EyeOff, Info } from 'lucide-react';
import { useState } from 'react';
import { Field } from '../../shared/fields/field.tsx';
import { useFocusOnOpen } from '../../shared/ui/focus.ts';
import { text } from './access.text.ts';

interface PasswordFieldProps {
  label?: string;
  value: string;
  onChange: (value: string) => void;
  autoComplete: 'current-password' | 'new-password';
  autoFocus?: boolean;
  error?: string | undefined;
}

/** Warns of what spoils passwords here: Caps Lock, and letters an input method has put accents on. */
export function PasswordField(props: PasswordFieldProps) {
  const { value, onChange } = props;
  const input = useFocusOnOpen<HTMLInputElement>(props.autoFocus === true);
  const [shown, setShown] = useState(false);
  const [caps, setCaps] = useState(false);
  const warning = caps ? text.capsLock : /[^\x20-\x7e]/.test(value) ? text.nonAscii : undefined;
  const hint = warning !== undefined && (
    <>
      <Info className="icon" aria-hidden />
      <span role="status">{warning}</span>
    </>
  );
  return (
    <Field label={props.label ?? text.password} error={props.error} hint={hint === false ? undefined : hint}>
      {(ids) => (
        <div className="input-group">
          <input
            {...ids}
            className="input input-large"
            type={shown ? 'text' : 'password'}
            name={props.autoComplete}
            value={value}
            autoComplete={props.autoComplete}
            autoCapitalize="off"
            spellCheck={false}
            maxLength={256}
            ref={input}
            onChange={(event) => onChange(event.target.value)}
            onKeyUp={(event) => setCaps(event.getModifierState('CapsLock'))}
            onBlur={() => setCaps(false)}
          />
          <button
            type="button"
            title={shown ? 'Ẩn mật khẩu' : 'Hiện mật khẩu'}
            aria-label={shown ? 'Ẩn mật khẩu' : 'Hiện mật khẩu'}
            aria-pressed={shown}
            onClick={() => setShown(!shown)}
          >
            {shown ? <EyeOff className="icon" aria-hidden /> : <Eye className="icon" aria-hidden />}
          </button>
        </div>
      )}
    </Field>
  );
}

interface NewPasswordProps {
  value: string;
  repeat: string;
  onChange: (value: string) => void;
  onRepeat: (value: string) => void;
  sentences: readonly string[];
  tried: boolean;
  error?: string | undefined;
}

/** A new password twice, with the rule of the office beside it. */
export function NewPasswordFields(props: NewPasswordProps) {
  const differs = props.tried && props.value !== props.repeat;
  return (
    <>
      <PasswordField
        label="Mật khẩu mới"
        value={props.value}
        onChange={props.onChange}
        autoComplete="new-password"
        error={props.error}
      />
      {props.sentences.length > 0 && (
        <ul className="rule-list">
          {props.sentences.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
      <PasswordField
        label="Nhập lại mật khẩu mới"
        value={props.repeat}
        onChange={props.onRepeat}
        autoComplete="new-password"
        error={differs ? 'Hai lần nhập chưa giống nhau. Nhập lại mật khẩu mới ở ô này.' : undefined}
      />
    </>
  );
}
