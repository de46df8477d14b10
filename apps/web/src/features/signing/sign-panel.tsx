import type { SigningBatch, SigningItem } from '@congvu/contracts';
import { CircleAlert, CircleCheck } from 'lucide-react';
import { SmallSelect } from '../../shared/fields/small-select.tsx';
import { dateOf, formatDate } from '../../shared/text/dates.ts';
import { FactList } from '../../shared/ui/facts.tsx';
import { AppLink } from '../../shared/ui/link.tsx';
import { Note } from '../../shared/ui/notes.tsx';
import { WORDS } from './signing.text.ts';
import { useSigningKeys } from './signing-api.ts';

function unusableText(state: SigningBatch['certificate']['state']): string {
  return state === 'frozen'
    ? 'Khóa này đã báo mất nên không ký được nữa, kể cả những văn bản đang chờ ký.'
    : 'Chưa ký được bằng chứng thư này. Báo quản trị để cấp hoặc mở lại.';
}

interface SignPanelProps {
  batch: SigningBatch;
  item: SigningItem | undefined;
  /** Takes another certificate; undefined while the key works. */
  onKey: ((certificateId: string) => void) | undefined;
}

/** Only for those who have several: which one signs. */
function KeyChoice({ batch, onKey }: Omit<SignPanelProps, 'item'>) {
  const keys = useSigningKeys(batch.purpose);
  if (onKey === undefined || keys.length < 2) {
    return null;
  }
  return (
    <SmallSelect
      className="sign-key-choice"
      label="Ký bằng chứng thư"
      value={batch.certificate.id}
      options={keys.map(({ id, deviceLabel, issuerName }) => ({ value: id, label: `${deviceLabel}, ${issuerName}` }))}
      onChange={onKey}
    />
  );
}

/** Checks of the document in view, the certificate, and what the act leads to. */
export function SignPanel({ batch, item, onKey }: SignPanelProps) {
  const { certificate, purpose } = batch;
  const isDemo = certificate.keyKind === 'demo_software';
  return (
    <aside className="sign-panel" aria-label="Kiểm tra trước khi ký">
      {item !== undefined && (
        <section>
          <h2>{WORDS[purpose].noun === 'văn bản' ? 'Văn bản đang xem' : 'Đề nghị đang xem'}</h2>
          <ul className="sign-checks">
            {item.checks.map((check) => (
              <li key={check.text} className={check.ok ? undefined : 'is-open'}>
                {check.ok ? (
                  <CircleCheck className="icon icon-16" aria-label="Đạt" />
                ) : (
                  <CircleAlert className="icon icon-16" aria-label="Cần xem" />
                )}
                <span>{check.text}</span>
              </li>
            ))}
          </ul>
          {item.attachments !== undefined && item.attachments.length > 0 && (
            <ul className="sign-attachments" aria-label="Tệp kèm theo">
              {item.attachments.map((attachment) => (
                <li key={attachment.fileUrl}>
                  <a href={attachment.fileUrl} target="_blank" rel="noreferrer">
                    {attachment.name}
                  </a>
                  <small className={attachment.fate === 'refused' ? 'soon' : undefined}>{attachment.text}</small>
                </li>
              ))}
            </ul>
          )}
          {item.nextNumber !== null && (
            <p className="sign-number">
              Số sẽ cấp <b className="num nb">{item.nextNumber}</b>
            </p>
          )}
        </section>
      )}
      <section>
        <h2>{WORDS[purpose].keyTitle}</h2>
        <KeyChoice batch={batch} onKey={onKey} />
        <FactList
          facts={[
            [WORDS[purpose].owner === 'person' ? 'Người ký' : 'Cơ quan', <b key="who">{certificate.subjectName}</b>],
            ['Cấp bởi', certificate.issuerName],
            [
              'Hiệu lực',
              `đến ${formatDate(dateOf(certificate.validTo))}, ${certificate.revokedAt === null ? 'chưa thu hồi' : 'đã thu hồi'}`,
            ],
            ['Thiết bị', certificate.deviceLabel],
          ]}
        />
        {isDemo && (
          <p className="sign-demo">Chữ ký thử nghiệm, ghi rõ trên trang và trong tệp; không có giá trị pháp lý.</p>
        )}
        {certificate.state !== 'usable' && (
          <Note title={certificate.stateLabel}>{unusableText(certificate.state)}</Note>
        )}
        {typeof batch.note === 'string' && batch.note !== '' && (
          <div className="sign-key-note">
            <Note tone="plain">{batch.note}</Note>
          </div>
        )}
        <AppLink className="sign-key-link" href={`/chung-thu-so?chon=${certificate.id}`}>
          Xem chứng thư, báo mất khóa
        </AppLink>
      </section>
      {item !== undefined && (
        <section className="sign-digest">
          <h2>Mã nội dung</h2>
          <p className="num">{item.digestToShow}</p>
          <small className="quiet">Cùng một mã ở mọi màn hình của lần ký này; nội dung đổi thì mã đổi.</small>
        </section>
      )}
      <section className="sign-after">
        <h2>{WORDS[purpose].owner === 'person' ? 'Sau khi ký' : 'Sau khi đóng dấu'}</h2>
        <p>{batch.afterSigning}</p>
      </section>
    </aside>
  );
}
