import type { TokenPage, TokenView } from '@congvu/contracts';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useAddress } from '../../../shared/ui/address.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { StateSelect } from '../address-select.tsx';
import type { PartProps } from '../part-props.ts';
import { RegisterFrame } from '../register-frame.tsx';
import { RegisterRow } from '../register-row.tsx';
import { useRegisterPages } from '../use-register-pages.ts';
import { AddTokenDialog } from './add-token-dialog.tsx';
import { TokenDetail } from './token-detail.tsx';
import { TOKEN_STATES } from './tokens.text.ts';

const FILTERS = { state: 'the' };

const COLUMNS = [
  { head: 'Số hiệu, loại', col: 'thing-col-name' },
  { head: 'Của ai' },
  { head: 'Đang giữ' },
  { head: 'Chứng thư số' },
  { head: 'Trạng thái', col: 'thing-col-state' },
];

function waitingFor(token: TokenView): string {
  const open = token.custody.find(({ state }) => state === 'waiting');
  return open === undefined ? '' : `Chờ ${open.toName} xác nhận`;
}

function TokenLine({ token, onOpen }: { token: TokenView; onOpen: () => void }) {
  const [certificate] = token.certificates;
  const waiting = waitingFor(token);
  return (
    <RegisterRow name={token.serial} under={token.model} isPast={token.state === 'written_off'} onOpen={onOpen}>
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
    </RegisterRow>
  );
}

/** Devices that hold keys, in whose hands each is. */
export function TokensPart({ tabs }: PartProps) {
  const { params, put } = useAddress();
  const [adding, setAdding] = useState(false);
  const pages = useRegisterPages<TokenPage>('certificates', '/api/tokens', FILTERS);
  const chosenId = params.get('thiet-bi');
  const add = pages.first?.abilities['certificates.add_token'] === true && (
    <Button icon={Plus} onClick={() => setAdding(true)}>
      Tiếp nhận thiết bị
    </Button>
  );
  return (
    <>
      <RegisterFrame
        pages={pages}
        here="/so-chung-thu"
        title="Sổ thiết bị lưu khóa bí mật"
        what="thiết bị"
        said=", ai giữ từ khi nào, hai bên đã xác nhận."
        actions={add}
        between={tabs}
        placeholder="Tìm số hiệu, tên người"
        filters={<StateSelect states={TOKEN_STATES} />}
        unmatched="Thử tìm bằng số hiệu khắc trên thiết bị."
        empty={{
          title: 'Chưa có thiết bị nào trong sổ',
          text: 'Thiết bị được ghi khi có kết quả cấp chứng thư số, khi nhập sổ chứng thư, hoặc khi văn thư tiếp nhận.',
          action: add,
        }}
        columns={COLUMNS}
      >
        {pages.items.map((token) => (
          <TokenLine key={token.id} token={token} onOpen={() => put({ 'thiet-bi': token.id, muc: 'thiet-bi' })} />
        ))}
      </RegisterFrame>
      {chosenId !== null && (
        <TokenDetail key={chosenId} id={chosenId} onClose={() => put({ 'thiet-bi': undefined, muc: 'thiet-bi' })} />
      )}
      {adding && <AddTokenDialog onClose={() => setAdding(false)} />}
    </>
  );
}
