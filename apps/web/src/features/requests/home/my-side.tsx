import type { MyThings, RequestKind } from '@congvu/contracts';
import { AtSign, BadgeCheck, CircleUserRound, type LucideIcon, ShieldX, Usb } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatDate, formatDayOf } from '../../../shared/text/dates.ts';
import { AppLink } from '../../../shared/ui/link.tsx';
import { Chip, type Tone } from '../../../shared/ui/marks.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { useMyThings } from '../requests-api.ts';
import { RequestRow } from './request-row.tsx';

interface ThingProps {
  icon: LucideIcon;
  children: ReactNode;
  proof: ReactNode;
  chip?: { label: string; tone: Tone };
  offers: readonly { href: string; label: string }[];
}

/** What I hold, as a sentence; what can be asked for beside it. */
function Thing({ icon: Icon, children, proof, chip, offers }: ThingProps) {
  return (
    <li className="req-thing">
      <Icon className="icon" aria-hidden />
      <div>
        <p>
          {children} {chip !== undefined && <Chip tone={chip.tone}>{chip.label}</Chip>}
        </p>
        <small>{proof}</small>
      </div>
      {offers.length > 0 && (
        <span className="req-thing-acts">
          {offers.map((offer) => (
            <AppLink key={`${offer.href} ${offer.label}`} className="btn btn-small" href={offer.href}>
              {offer.label}
            </AppLink>
          ))}
        </span>
      )}
    </li>
  );
}

function startPath(kind: RequestKind, certificateEntryId?: string): string {
  return `/de-nghi/moi/${kind}${certificateEntryId === undefined ? '' : `?chung-thu=${certificateEntryId}`}`;
}

function Certificates({ certificates }: Pick<MyThings, 'certificates'>) {
  if (certificates.length === 0) {
    return (
      <Thing
        icon={BadgeCheck}
        proof="Cần thư công vụ trước; cấp cho người thường xuyên ký bảng tổng hợp, báo cáo."
        offers={[{ href: startPath('cert.issue.person'), label: 'Xin cấp chứng thư số' }]}
      >
        Chưa có <b>chứng thư số</b> cá nhân.
      </Thing>
    );
  }
  return certificates.map((one) => (
    <Thing
      key={one.id}
      icon={BadgeCheck}
      chip={{ label: one.stateLabel, tone: one.tone }}
      proof={
        <>
          Số hiệu <span className="num">{one.serial}</span>
          {one.daysLeft > 0 && one.daysLeft <= 120 && <span className="soon">, còn {one.daysLeft} ngày</span>}
        </>
      }
      offers={[
        ...one.offers.map(({ kind, label }) => ({ href: startPath(kind, one.id), label })),
        { href: `/chung-thu-so?mat=${encodeURIComponent(one.serial)}&chung-thu=${one.id}`, label: 'Báo mất' },
      ]}
    >
      Chứng thư số <b>{one.name}</b> có hiệu lực đến <span className="nb num">{formatDate(one.validTo)}</span>.
    </Thing>
  ));
}

function Account({ account }: Pick<MyThings, 'account'>) {
  if (account === null) {
    return (
      <Thing icon={CircleUserRound} proof="Lập trong danh sách của cơ quan, Mẫu số 06." offers={[]}>
        Chưa có <b>tài khoản</b> hệ thống văn bản trong sổ.
      </Thing>
    );
  }
  const editing = account.mobileEditing
    ? 'Được sửa văn bản trên iPad, điện thoại'
    : 'Chưa được sửa văn bản trên iPad, điện thoại';
  return (
    <Thing
      icon={CircleUserRound}
      chip={{ label: account.stateLabel, tone: 'neutral' }}
      proof={`${editing}${account.lastSignInAt === null ? '' : `; đăng nhập gần nhất ${formatDayOf(account.lastSignInAt)}`}`}
      offers={account.mobileEditing ? [] : [{ href: startPath('account.mobile'), label: 'Xin sửa trên điện thoại' }]}
    >
      Tài khoản <b>{account.name}</b> của hệ thống văn bản.
    </Thing>
  );
}

function Mailbox({ mailbox }: Pick<MyThings, 'mailbox'>) {
  return mailbox === null ? (
    <Thing
      icon={AtSign}
      proof="Dùng gmail, yahoo, hotmail… cho việc công là trái quy định (Công văn, mục 4)."
      offers={[{ href: startPath('mailbox.new'), label: 'Xin cấp thư công vụ' }]}
    >
      Chưa có <b>thư công vụ</b>.
    </Thing>
  ) : (
    <Thing
      icon={AtSign}
      chip={{ label: mailbox.stateLabel, tone: 'neutral' }}
      proof="Địa chỉ ghi trong mọi đề nghị."
      offers={[]}
    >
      Thư công vụ <b className="req-break">{mailbox.address}</b>.
    </Thing>
  );
}

/** "Của tôi": what I hold, what I may ask for, what I have asked for. */
export function MySide() {
  const mine = useMyThings();
  if (mine.data === undefined) {
    return mine.isError ? (
      <ErrorNote title="Chưa tải được" error={mine.error} onRetry={() => void mine.refetch()} />
    ) : (
      <div className="sheet">
        <SkeletonRows rows={4} />
      </div>
    );
  }
  const { certificates, tokens, account, mailbox, requests } = mine.data;
  return (
    <>
      <section className="req-section" aria-label="Tôi đang giữ">
        <h2>Tôi đang giữ</h2>
        {certificates.length + tokens.length > 0 && (
          <AppLink className="btn btn-large btn-block req-lost-now" href="/chung-thu-so?mat=1">
            <ShieldX className="icon" aria-hidden />
            Mất thiết bị ký: khóa ngay
          </AppLink>
        )}
        <ul className="sheet">
          <Certificates certificates={certificates} />
          {tokens.map((token) => (
            <Thing
              key={token.id}
              icon={Usb}
              chip={{ label: token.stateLabel, tone: 'neutral' }}
              proof="Thiết bị lưu khóa bí mật; mất thì báo ngay."
              offers={[
                ...token.offers.map(({ kind, label }) => ({ href: startPath(kind), label })),
                { href: '/chung-thu-so?mat=1', label: 'Mất thiết bị' },
              ]}
            >
              Thiết bị ký số hiệu <b className="num">{token.serial}</b>.
            </Thing>
          ))}
          <Account account={account} />
          <Mailbox mailbox={mailbox} />
        </ul>
      </section>
      <section className="req-section" aria-label="Đề nghị của tôi">
        <h2>
          Đề nghị của tôi <span className="num">{requests.length}</span>
        </h2>
        <ul className="sheet">
          {requests.map((item) => (
            <RequestRow key={item.id} item={item} showsUnit={false} />
          ))}
          {requests.length === 0 && (
            <li>
              <Empty title="Chưa có đề nghị nào">
                Đề nghị lập cho mình hoặc lập giúp cơ quan sẽ nằm ở đây, kèm bước đang ở và kết quả.
              </Empty>
            </li>
          )}
        </ul>
      </section>
    </>
  );
}
