import type { TokenPage, TokenView } from '@congvu/contracts';
import { TokenState } from '@congvu/contracts';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { SmallSelect } from '../../../shared/fields/small-select.tsx';
import { formatNumber } from '../../../shared/text/dates.ts';
import { useAddress } from '../../../shared/ui/address.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { Empty } from '../../../shared/ui/notes.tsx';
import type { PartProps } from '../part-props.ts';
import { RegisterFilters } from '../register-filters.tsx';
import { RegisterHead } from '../register-head.tsx';
import { RegisterSheet } from '../register-sheet.tsx';
import { useRegister } from '../things-api.ts';
import { AddTokenDialog } from './add-token-dialog.tsx';
import { TokenDetail } from './token-detail.tsx';
import { TOKEN_STATES } from './tokens.text.ts';

function waitingFor(token: TokenView): string {
  const open = token.custody.find(({ state }) => state === 'waiting');
  return open === undefined ? '' : `Chờ ${open.toName} xác nhận`;
}

function TokenLine({ token, onOpen }: { token: TokenView; onOpen: () => void }) {
  const [certificate] = token.certificates;
  const waiting = waitingFor(token);
  return (
    <tr className={token.state === 'written_off' ? 'is-past' : undefined} onClick={onOpen}>
      <td>
        <button type="button" className="thing-open" onClick={onOpen}>
          {token.serial}
        </button>
        <small>{token.model}</small>
      </td>
      <td data-label="Của ai">
        {token.ofOrganisation ? 'Của cơ quan' : token.holderName}
        <small>{token.agencyName}</small>
      </td>
      <td data-label="Đang giữ">
        {token.custodianName === '' ? <span className="quiet">Ở văn thư, chưa giao ai</span> : token.custodianName}
        {token.place !== '' && <small>{token.place}</small>}
      </td>
      <td data-label={certificate === undefined ? undefined : 'Chứng thư số'}>
        {certificate?.serial}
        {token.certificates.length > 1 && <small>và {token.certificates.length - 1} chứng thư khác</small>}
      </td>
      <td data-label="Trạng thái">
        <Chip tone={TOKEN_STATES[token.state].tone}>{TOKEN_STATES[token.state].label}</Chip>
        {waiting !== '' && <small>{waiting}</small>}
      </td>
    </tr>
  );
}

/** Devices that hold keys, in whose hands each is. */
export function TokensPart({ tabs }: PartProps) {
  const { params, put } = useAddress();
  const [adding, setAdding] = useState(false);
  const of = (name: string): string | undefined => params.get(name) ?? undefined;
  const filter = { q: of('q'), agencyId: of('co-quan'), state: of('the') };
  const query = useRegister<TokenPage>('certificates', '/api/tokens', filter);
  const first = query.data?.pages[0];
  const tokens = query.data?.pages.flatMap((page) => page.items) ?? [];
  const chosenId = params.get('thiet-bi');
  const filtered = Object.values(filter).some((value) => value !== undefined);
  const mayAdd = first?.abilities['certificates.add_token'] === true;
  const add = mayAdd && (
    <Button icon={Plus} onClick={() => setAdding(true)}>
      Tiếp nhận thiết bị
    </Button>
  );
  return (
    <>
      <RegisterHead here="/so-chung-thu" title="Sổ thiết bị lưu khóa bí mật" actions={add}>
        <span className="num">{formatNumber(first?.total ?? 0)}</span> thiết bị{filtered ? ' khớp với lọc' : ''}, ai giữ
        từ khi nào, hai bên đã xác nhận.
      </RegisterHead>
      {tabs}
      <RegisterFilters placeholder="Tìm số hiệu, tên người" agencyName={tokens[0]?.agencyName}>
        <SmallSelect<string>
          label="Trạng thái"
          value={filter.state ?? ''}
          options={[
            { value: '', label: 'Mọi trạng thái' },
            ...TokenState.options.map((state) => ({ value: state, label: TOKEN_STATES[state].label })),
          ]}
          onChange={(the) => put({ the })}
        />
      </RegisterFilters>
      <RegisterSheet
        query={query}
        shown={tokens.length}
        total={first?.total ?? 0}
        what="thiết bị"
        empty={
          filtered ? (
            <Empty title="Không có thiết bị nào khớp">Thử tìm bằng số hiệu khắc trên thiết bị.</Empty>
          ) : (
            <Empty title="Chưa có thiết bị nào trong sổ" action={add}>
              Thiết bị được ghi khi có kết quả cấp chứng thư số, khi nhập sổ chứng thư, hoặc khi văn thư tiếp nhận.
            </Empty>
          )
        }
      >
        <table className="table as-cards is-wide">
          <colgroup>
            <col className="thing-col-name" />
            <col />
            <col />
            <col />
            <col className="thing-col-state" />
          </colgroup>
          <thead>
            <tr>
              <th>Số hiệu, loại</th>
              <th>Của ai</th>
              <th>Đang giữ</th>
              <th>Chứng thư số</th>
              <th>Trạng thái</th>
            </tr>
          </thead>
          <tbody>
            {tokens.map((token) => (
              <TokenLine key={token.id} token={token} onOpen={() => put({ 'thiet-bi': token.id, muc: 'thiet-bi' })} />
            ))}
          </tbody>
        </table>
      </RegisterSheet>
      {chosenId !== null && (
        <TokenDetail key={chosenId} id={chosenId} onClose={() => put({ 'thiet-bi': undefined, muc: 'thiet-bi' })} />
      )}
      {adding && <AddTokenDialog onClose={() => setAdding(false)} />}
    </>
  );
}
