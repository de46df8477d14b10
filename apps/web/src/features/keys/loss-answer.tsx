import type { LossReport } from '@congvu/contracts';
import { dateOf, formatDate, formatInstant, formatNumber } from '../../shared/text/dates.ts';
import { AppLink } from '../../shared/ui/link.tsx';
import { Chip } from '../../shared/ui/marks.tsx';
import { LossClock } from './loss-clock.tsx';
import { LossDone } from './loss-done.tsx';

function SignedSince({ report }: { report: LossReport }) {
  const { signedSince, lostSince } = report;
  const from = formatDate(dateOf(lostSince));
  if (signedSince.length === 0) {
    return <p>Từ ngày {from} khóa này không ký văn bản nào.</p>;
  }
  return (
    <>
      <p>
        Từ ngày {from} khóa này đã ký <b className="num">{formatNumber(signedSince.length)} văn bản</b>. Xem văn bản nào
        không do chính chủ ký.
      </p>
      <ul className="loss-signed">
        {signedSince.map((item) => (
          <li key={item.documentId}>
            <AppLink href={`/van-ban-di/${item.documentId}`}>{item.title}</AppLink>
            <small>
              {item.numberSymbol !== null && <span className="num nb">{item.numberSymbol}, </span>}
              ký lúc <span className="num">{formatInstant(item.provenAt ?? item.signedAt)}</span>
            </small>
            {item.provenAt === null ? (
              <Chip tone="amber">Giờ ký tự khai</Chip>
            ) : (
              <Chip tone="green">Có dấu thời gian</Chip>
            )}
          </li>
        ))}
      </ul>
      {signedSince.some(({ provenAt }) => provenAt === null) && (
        <p className="quiet">
          Giờ ký tự khai thì sau khi thu hồi không chứng minh được là ký trước lúc mất; chữ ký sẽ thành “Chưa đủ căn
          cứ”.
        </p>
      )}
    </>
  );
}

/** What the report brought about: what was done at once, what the key signed since, what is to be done now. */
export function LossAnswer({ report }: { report: LossReport }) {
  return (
    <div className="loss-answer">
      <LossClock report={report} />
      <section aria-label="Đã làm">
        <LossDone report={report} />
      </section>
      <section>
        <h3>Đã ký bằng khóa này</h3>
        <SignedSince report={report} />
      </section>
      {report.nextSteps.length > 0 && (
        <section>
          <h3>Việc cần làm tiếp</h3>
          <ol>
            {report.nextSteps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </section>
      )}
    </div>
  );
}
