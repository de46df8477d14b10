import type { ReactNode } from 'react';
import { dateOf, formatDate, formatInstant } from '../../shared/text/dates.ts';

interface RegisterRowProps {
  name: string;
  /** In small letters under the name. */
  under: ReactNode;
  /** No longer of use: it stands in the register for those who look back. */
  isPast: boolean;
  onOpen: () => void;
  /** The cells after the name. */
  children: ReactNode;
}

/** A thing of a register: pressed anywhere it opens beside the rows; by keyboard its name does. */
export function RegisterRow({ name, under, isPast, onOpen, children }: RegisterRowProps) {
  return (
    <tr className={isPast ? 'is-past' : undefined} onClick={onOpen}>
      <td>
        <button type="button" className="thing-open" onClick={onOpen}>
          {name}
        </button>
        <small>{under}</small>
      </td>
      {children}
    </tr>
  );
}

/** The last time something was done with it. */
export function LastTime({ at }: { at: string | null }) {
  return at === null ? (
    <span className="quiet">Chưa lần nào</span>
  ) : (
    <time dateTime={at} title={formatInstant(at)}>
      {formatDate(dateOf(at))}
    </time>
  );
}
