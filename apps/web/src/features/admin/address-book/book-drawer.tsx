import type { BookDetail } from '@congvu/contracts';
import { Drawer } from 'antd';
import { useState } from 'react';
import { formatDate, formatInstant, formatMoment, formatWhen } from '../../../shared/text/dates.ts';
import { useAddress } from '../../../shared/ui/address.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { FactList } from '../../../shared/ui/facts.tsx';
import { keyed } from '../../../shared/ui/keyed.ts';
import { AppLink } from '../../../shared/ui/link.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { ErrorNote, Note, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { usePhone } from '../../../shared/ui/use-media.ts';
import { useBody } from './address-book-api.ts';
import { SuccessorDialog } from './successor-dialog.tsx';

function Facts({ detail }: { detail: BookDetail }) {
  const { item } = detail;
  return (
    <FactList
      facts={[
        ['Cấp trên', item.path],
        [
          'Mã QĐ 20',
          item.codeQd20 !== null && (
            <span key="qd20" className="num">
              {item.codeQd20}
            </span>
          ),
        ],
        [
          'Mã QCVN 102',
          item.codeQcvn102 !== null && (
            <span key="qcvn" className="num">
              {item.codeQcvn102}
            </span>
          ),
        ],
        ['Thư công vụ', item.mail],
        ['Gửi qua', item.way?.text],
        ['Trong hệ thống', item.agencyId !== null && 'Là một cơ quan trong danh bạ của hệ thống này'],
        ['Có trong sổ', `từ ${formatDate(detail.firstSeenAt.slice(0, 10))}`],
        ['Đóng', detail.closedAt !== null && formatMoment(detail.closedAt)],
      ]}
    />
  );
}

function Successors({ detail }: { detail: BookDetail }) {
  const [editing, setEditing] = useState(false);
  const { successors, replaces, abilities } = detail;
  const may = abilities['addressbook.set_successor'] === true;
  if (successors.length === 0 && replaces.length === 0 && !may) {
    return null;
  }
  return (
    <section>
      <h2>Sáp nhập, nhận thay</h2>
      {successors.map((one) => (
        <p key={`${one.code} ${one.effectiveOn}`} className="book-heir">
          {one.inForce ? 'Gửi thay đến ' : `Từ ${formatDate(one.effectiveOn)} gửi thay đến `}
          <b>{one.name ?? 'cơ quan chưa có trong sổ'}</b> <span className="num">{one.code}</span>
          <small>
            {one.basis}
            {one.inForce && `, từ ${formatDate(one.effectiveOn)}`}
          </small>
        </p>
      ))}
      {replaces.length > 0 && (
        <p className="book-heir">
          Nhận thay cho {replaces.map(({ name, code }) => (name === null ? code : `${name} (${code})`)).join('; ')}
        </p>
      )}
      {may && (
        <Button size="small" onClick={() => setEditing(true)}>
          {successors.some((one) => one.stated) ? 'Sửa cơ quan nhận thay' : 'Ghi cơ quan nhận thay'}
        </Button>
      )}
      {editing && <SuccessorDialog detail={detail} onClose={() => setEditing(false)} />}
    </section>
  );
}

function Codes({ detail }: { detail: BookDetail }) {
  return (
    <section>
      <h2>Mọi mã của cơ quan này</h2>
      <ul className="book-codes">
        {detail.aliases.map(({ code, schemeLabel, live }) => (
          <li key={code}>
            <span className="num">{code}</span>
            <small>
              {schemeLabel}
              {live ? '' : ', mã cũ'}
            </small>
          </li>
        ))}
      </ul>
      {detail.aliases.length === 0 && <p className="quiet">Mã của hàng này đang là của cơ quan khác.</p>}
    </section>
  );
}

function Listings({ detail }: { detail: BookDetail }) {
  return (
    <section>
      <h2>Các danh sách có tên</h2>
      <ul className="book-listings">
        {detail.listings.map((row) => (
          <li key={`${row.sourceName} ${row.listLabel} ${row.externalId}`}>
            <b>{row.sourceName}</b>
            <small>
              {row.listLabel}
              {row.deleted ? ', không còn' : ''}
            </small>
            <span>
              <span className="num">{row.code}</span> {row.name}
            </span>
            {row.disputed.map(({ code, ownerName }) => (
              <span key={code} className="book-dispute">
                Mã <span className="num">{code}</span> đang là của {ownerName ?? 'nhiều hàng khác'}
              </span>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}

function History({ detail }: { detail: BookDetail }) {
  return (
    <section>
      <h2>Lịch sử</h2>
      {detail.history.length === 0 ? (
        <p className="quiet">Chưa đổi gì từ khi có trong sổ.</p>
      ) : (
        <ol className="timeline">
          {keyed(detail.history, (line) => `${line.at} ${line.text}`).map(({ key, item }, index) => (
            <li key={key} className={index === 0 ? 'is-now' : undefined}>
              <span>
                {item.text}
                {item.sourceName !== '' && <small>{item.sourceName}</small>}
              </span>
              <time dateTime={item.at} title={formatInstant(item.at)}>
                {formatWhen(item.at)}
              </time>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function Body({ detail }: { detail: BookDetail }) {
  const { put } = useAddress();
  const { item } = detail;
  return (
    <>
      <div className="book-state">
        <Chip tone={item.state === 'open' ? 'green' : 'plain'}>{item.stateLabel}</Chip>
        {item.disputed && <Chip tone="amber">Trùng mã</Chip>}
      </div>
      {item.disputed && (
        <Note title="Danh sách ghi mã của cơ quan này trùng với cơ quan khác">
          <p>Văn bản gửi theo mã ấy đi đến cơ quan đang giữ mã. Báo đơn vị quản lý trục sửa danh sách.</p>
        </Note>
      )}
      <Facts detail={detail} />
      <div className="book-acts">
        <button type="button" className="link" onClick={() => put({ duoi: item.code, q: undefined, id: undefined })}>
          Xem các cơ quan trực thuộc
        </button>
        <AppLink className="link" href="/quan-tri/ket-noi">
          Chọn riêng cách gửi cho nơi này
        </AppLink>
      </div>
      <Successors detail={detail} />
      <Codes detail={detail} />
      <Listings detail={detail} />
      <History detail={detail} />
    </>
  );
}

/** One body with its codes, what each list says of it, who takes over, and what changed. */
export function BookDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { data, isPending, isError, error, refetch } = useBody(id);
  const phone = usePhone();
  return (
    <Drawer
      open
      title={data?.item.name ?? 'Cơ quan'}
      onClose={onClose}
      size={phone ? '100%' : 520}
      rootClassName="book-drawer"
    >
      {isPending && <SkeletonRows rows={4} />}
      {isError && <ErrorNote title="Chưa tải được" error={error} onRetry={() => void refetch()} />}
      {data !== undefined && <Body detail={data} />}
    </Drawer>
  );
}
