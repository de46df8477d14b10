import type { RequestView } from '@congvu/contracts';
import { BadgeCheck, KeyRound, Paperclip, ScanLine } from 'lucide-react';
import './request-facts.css';
import { formatInstant, formatMoment, formatNumber } from '../text/dates.ts';
import { formatSize } from '../text/names.ts';
import { FactsSection } from '../ui/facts.tsx';
import { LockedName } from '../ui/locked-name.tsx';

const MODES = {
  digital: { Icon: BadgeCheck, words: 'ký số' },
  attested: { Icon: KeyRound, words: 'xác nhận bằng mật khẩu' },
  wet_scan: { Icon: ScanLine, words: 'bản giấy đã ký, quét' },
} as const;

const SIGNERS = { declarant: 'Người khai', head: 'Thủ trưởng', seal: 'Dấu cơ quan' } as const;

/** Who has signed and how: digital, confirmed with a password, or ink. */
export function SignatureList({ signatures }: Pick<RequestView, 'signatures'>) {
  return (
    <ul className="request-signatures">
      {signatures.map((one) => {
        const { Icon, words } = MODES[one.mode];
        return (
          <li key={`${one.role} ${one.at}`} className={`is-${one.mode}`}>
            <Icon className="icon icon-16" aria-hidden />
            <span>
              <b>{one.name}</b>
              <small>
                {one.title === '' ? SIGNERS[one.role] : one.title}, {words}
                {one.certificateSerial !== null && (
                  <>
                    , số hiệu <span className="num">{one.certificateSerial}</span>
                  </>
                )}
              </small>
            </span>
            <time dateTime={one.at} title={formatInstant(one.at)}>
              {formatMoment(one.at)}
            </time>
          </li>
        );
      })}
    </ul>
  );
}

export function AttachmentList({ attachments }: Pick<RequestView, 'attachments'>) {
  return (
    <ul className="request-files">
      {attachments.map((file) => (
        <li key={file.fileId}>
          <Paperclip className="icon icon-16" aria-hidden />
          {file.malware === undefined ? (
            <a href={file.url} download={file.name}>
              {file.name}
            </a>
          ) : (
            <LockedName name={file.name} malware={file.malware} />
          )}
          <small className="num">{formatSize(file.size)}</small>
        </li>
      ))}
    </ul>
  );
}

export function Attachments({ attachments }: Pick<RequestView, 'attachments'>) {
  return attachments.length === 0 ? null : (
    <FactsSection title="Tệp kèm theo">
      <AttachmentList attachments={attachments} />
    </FactsSection>
  );
}

/** "bớt 180.000 đồng": what the request changes in the cost of a year. */
export function yearlyText({ yearlyCost, kind }: Pick<RequestView, 'yearlyCost' | 'kind'>): string {
  if (yearlyCost === null || yearlyCost === 0) {
    return '';
  }
  return `${kind === 'account.revoke' ? 'bớt' : 'thêm'} ${formatNumber(Math.abs(yearlyCost))} đồng`;
}
