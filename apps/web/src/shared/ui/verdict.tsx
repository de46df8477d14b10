import type { VerdictView } from '@congvu/contracts';
import { FileQuestionMark, type LucideIcon, ShieldCheck, ShieldQuestionMark, ShieldX } from 'lucide-react';
import { formatInstant, formatTime } from '../text/dates.ts';

const WORD: Record<VerdictView['verdict'], string> = {
  valid: 'Hợp lệ',
  invalid: 'Không hợp lệ',
  indeterminate: 'Chưa đủ căn cứ',
  unsigned: 'Không có chữ ký số',
};

const ICON: Record<VerdictView['verdict'], LucideIcon> = {
  valid: ShieldCheck,
  invalid: ShieldX,
  indeterminate: ShieldQuestionMark,
  unsigned: FileQuestionMark,
};

const INTEGRITY: Record<VerdictView['signers'][number]['integrity'], string> = {
  whole: 'nguyên vẹn từ lúc ký',
  extended_as_permitted: 'có bổ sung được phép sau khi ký',
  changed_after_signing: 'đã bị thay đổi sau khi ký',
  broken: 'chữ ký hỏng',
};

export function verdictWord(verdict: VerdictView['verdict']): string {
  return WORD[verdict];
}

export function VerdictIcon({ verdict, className = 'icon' }: { verdict: VerdictView['verdict']; className?: string }) {
  const Icon = ICON[verdict];
  return <Icon className={className} aria-hidden />;
}

function SignerDetails({ view }: { view: VerdictView }) {
  return (
    <details>
      <summary>Chi tiết chữ ký</summary>
      <ul>
        {view.signers.map((signer) => (
          <li key={signer.field}>
            <b>{signer.signer}</b>, {signer.organisation === '' ? '' : `${signer.organisation}, `}
            {INTEGRITY[signer.integrity]}
            {signer.claimedAt === null ? '' : `, ký lúc ${formatInstant(signer.claimedAt)}`}
            {signer.reasons.map((reason) => (
              <small key={reason.code}> {reason.text}</small>
            ))}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Word, one plain sentence, who signed and when; the rest folded. Green only when nothing is left open. */
export function Verdict({ view }: { view: VerdictView }) {
  return (
    <section className={`verdict verdict-${view.verdict}`} aria-label="Kết luận chữ ký">
      <VerdictIcon verdict={view.verdict} />
      <h2>{WORD[view.verdict]}</h2>
      <p>{view.sentence}</p>
      {view.signers.length > 0 && (
        <ul className="verdict-signers">
          {view.signers.map((signer) => (
            <li key={signer.field}>
              <span>
                {signer.signer}
                {signer.verdict !== 'valid' && signer.verdict !== view.verdict && ` (${WORD[signer.verdict]})`}
              </span>
              {signer.claimedAt !== null && (
                <time dateTime={signer.claimedAt} title={formatInstant(signer.claimedAt)}>
                  {formatTime(signer.claimedAt)}
                </time>
              )}
            </li>
          ))}
        </ul>
      )}
      {view.signers.length > 0 && <SignerDetails view={view} />}
    </section>
  );
}
