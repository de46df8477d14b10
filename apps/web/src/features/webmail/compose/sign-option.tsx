import type { ReactNode } from 'react';
import { Check } from '../../../shared/fields/text-field.tsx';

/** A mail that shall leave with a signature; the window for it belongs to another feature and is put in by the app. */
export interface MailSignAsk {
  title: string;
  verb: string;
  purposes: readonly ('webmail.sign' | 'webmail.seal')[];
  noKey: string;
  kept: string;
  keepKey: string;
  prepare: () => Promise<string>;
  onSigned: (signingId: string) => void;
  onLeft: () => void;
  onClose: () => void;
}

export type RenderMailSign = (ask: MailSignAsk) => ReactNode;

/** The name of an office stands on the mail of its own boxes, a person's on the own. */
export function purposesOf(shared: boolean): MailSignAsk['purposes'] {
  return shared ? ['webmail.seal', 'webmail.sign'] : ['webmail.sign', 'webmail.seal'];
}

/** An act under way on this computer is found again by it. */
export function signKey(draftId: string): string {
  return `congvu.mail-sign.${draftId}`;
}

export function SignOption({ on, onChange }: { on: boolean; onChange: (on: boolean) => void }) {
  return (
    <div className="mail-sign">
      <Check label="Ký số thư" on={on} onChange={onChange} />
      {on && <small className="quiet">Nội dung và tệp kèm được ký; tiêu đề thư không nằm trong phần được ký.</small>}
    </div>
  );
}
