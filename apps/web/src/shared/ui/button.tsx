import type { LucideIcon } from 'lucide-react';
import { type ButtonHTMLAttributes, type ReactNode, useId } from 'react';

type Kind = 'primary' | 'default' | 'quiet' | 'ghost';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: Kind;
  size?: 'small' | 'normal' | 'large';
  icon?: LucideIcon;
  /** Shown beside the word, e.g. `F4`, `Ctrl Enter`. */
  shortcut?: string | undefined;
  busy?: boolean;
  block?: boolean;
  /** Why it cannot be pressed now; said to everyone, not only on hover. */
  reason?: string | undefined;
  children?: ReactNode;
}

function classesOf({ kind = 'default', size = 'normal', busy, block, children }: ButtonProps): string {
  return [
    'btn',
    kind !== 'default' && `btn-${kind}`,
    size !== 'normal' && `btn-${size}`,
    busy === true && 'btn-busy',
    block === true && 'btn-block',
    children === undefined && 'btn-icon',
  ]
    .filter(Boolean)
    .join(' ');
}

/** A button of the trade: its word is the verb, the primary one stands once in a view. */
export function Button(props: ButtonProps) {
  const {
    kind,
    size,
    icon: Icon,
    shortcut,
    busy,
    block,
    reason,
    className,
    children,
    disabled,
    onClick,
    ...rest
  } = props;
  const reasonId = useId();
  const blocked = busy === true || reason !== undefined;
  return (
    <>
      <button
        type="button"
        {...rest}
        className={className === undefined ? classesOf(props) : `${classesOf(props)} ${className}`}
        disabled={disabled}
        aria-disabled={blocked || undefined}
        aria-busy={busy || undefined}
        aria-describedby={reason === undefined ? undefined : reasonId}
        title={rest.title ?? reason}
        onClick={blocked ? (event) => event.preventDefault() : onClick}
      >
        {Icon !== undefined && busy !== true && <Icon className="icon" aria-hidden />}
        {children}
        {shortcut !== undefined && <kbd aria-hidden>{shortcut}</kbd>}
      </button>
      {reason !== undefined && (
        <span id={reasonId} className="visually-hidden">
          {reason}
        </span>
      )}
    </>
  );
}
