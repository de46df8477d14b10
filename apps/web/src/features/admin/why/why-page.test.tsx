import type { DocumentAnswers, PositionRights } from '@congvu/contracts';
import { fireEvent, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { refuse, serve, stage, useBrowser } from '../../../shared/testing/stage.tsx';
import { ADMINISTRATOR, delegation, id, person, term } from '../admin.fixture.ts';
import { WhyPage } from './why-page.tsx';

const ENDED = 'Ký thừa lệnh (TL.) theo Quyết định số 12/QĐ-UBND ngày 15/01/2021, đã hết hiệu lực sau ngày 21/03/2021.';

const { abilities: _, ...ended } = delegation({
  documentTypes: [],
  validTo: '2021-03-21',
  state: 'ended',
  stateLabel: 'Hết hiệu lực',
});

function rights(part: Partial<PositionRights> = {}): PositionRights {
  return {
    positionId: id(401),
    fullName: 'Lò Văn Sơn',
    title: 'Chánh Văn phòng',
    unitName: 'Văn phòng',
    state: 'in_office',
    validFrom: '2016-07-01',
    validTo: null,
    over: null,
    roles: ['unit_head'],
    rolesReason: 'Theo chức vụ Chánh Văn phòng, từ ngày 01/07/2016.',
    units: [
      { name: 'Văn phòng', reason: 'Đơn vị của chức vụ' },
      { name: 'Tổ Thông tin', reason: 'Đơn vị dưới quyền' },
    ],
    unitsReason: null,
    delegations: [{ ...ended, sentence: ENDED }],
    ...part,
  };
}

const NO: DocumentAnswers = {
  documents: [
    {
      kind: 'incoming',
      id: id(700),
      numberSymbol: '367/UBND-VHTT',
      issuedOn: '2021-03-22',
      read: { allowed: false, reasons: ['Văn bản chỉ mở cho những người được giao.'] },
    },
  ],
};

async function choose(answer: DocumentAnswers = NO, given: PositionRights = rights()) {
  const calls = serve({
    'GET /api/org/people': () => ({
      items: [person(301, 'Lò Văn Sơn', [term(401, 1, { title: 'Chánh Văn phòng' })])],
      nextCursor: null,
    }),
    [`GET /api/org/positions/${id(401)}/rights`]: () => given,
    'POST /api/explanations/documents': () => answer,
  });
  await stage(<WhyPage />, { who: ADMINISTRATOR });
  fireEvent.mouseDown(screen.getByRole('combobox', { name: 'Người, chức vụ' }));
  fireEvent.click(await screen.findByText('Lò Văn Sơn'));
  await screen.findByRole('heading', { name: 'Giao quyền ký' });
  return calls;
}

function ask(number: string): void {
  fireEvent.change(screen.getByLabelText(/Số, ký hiệu hoặc đường dẫn/), { target: { value: number } });
  fireEvent.click(screen.getByRole('button', { name: 'Hỏi' }));
}

describe('why somebody may or may not', () => {
  useBrowser();

  it('says what the post carries and where it comes from, an ended delegation with its day', async () => {
    await choose();
    expect(screen.getByText('Trưởng đơn vị')).toBeTruthy();
    expect(screen.getByText('Theo chức vụ Chánh Văn phòng, từ ngày 01/07/2016.')).toBeTruthy();
    expect(screen.getByText('Tổ Thông tin')).toBeTruthy();
    expect(screen.getByText('Hết hiệu lực')).toBeTruthy();
    expect(screen.getByText(ENDED)).toBeTruthy();
  });

  it('a post that is over says since when, and shows no rights', async () => {
    const over = 'Chức vụ Chánh Văn phòng đã kết thúc sau ngày 21/03/2021 nên không còn quyền nào theo chức vụ này.';
    await choose(NO, rights({ state: 'ended', over, roles: [], units: [] }));
    expect(screen.getByText(over)).toBeTruthy();
    expect(screen.queryByRole('heading', { name: 'Vai' })).toBeNull();
  });

  it('asks about a document by its number: yes or no with the reason, for the post chosen', async () => {
    const calls = await choose();
    ask('367/UBND-VHTT');
    const answer = await screen.findByRole('region', { name: 'Văn bản đến số 367/UBND-VHTT ngày 22/3/2021' });
    expect(within(answer).getByText('Không xem được')).toBeTruthy();
    expect(within(answer).getByText('Văn bản chỉ mở cho những người được giao.')).toBeTruthy();
    expect(calls.at(-1)).toMatchObject({ body: { positionId: id(401), document: '367/UBND-VHTT' } });
  });

  it('nothing found is said as nothing found', async () => {
    await choose({ documents: [] });
    ask('999/UBND');
    expect(await screen.findByText('Không tìm thấy văn bản')).toBeTruthy();
  });

  it('whoever may not look into the agency is told why, and whom to ask', async () => {
    serve({
      'GET /api/org/people': () => refuse(403, 'org.inspect.forbidden', 'Chỉ quản trị và kiểm soát được xem phần này.'),
      'GET /api/org/positions': () => ({ items: [{ positionId: id(402), fullName: 'Lù Hồng Quân' }] }),
    });
    await stage(<WhyPage />);
    expect(await screen.findByText('Chỉ quản trị và kiểm soát được xem phần này.')).toBeTruthy();
    expect(await screen.findByText('Lù Hồng Quân')).toBeTruthy();
    expect(screen.queryByRole('combobox')).toBeNull();
  });

  it('among those who left, posts that are over may be asked about too', async () => {
    const calls = serve({
      'GET /api/org/people': () => ({
        items: [person(301, 'Lò Văn Sơn', [term(401, 1, { title: 'Chánh Văn phòng', state: 'ended' })])],
        nextCursor: null,
      }),
    });
    await stage(<WhyPage />, { who: ADMINISTRATOR });
    fireEvent.click(screen.getByRole('button', { name: 'Đã thôi' }));
    fireEvent.mouseDown(screen.getByRole('combobox', { name: 'Người, chức vụ' }));
    expect(await screen.findByText('Lò Văn Sơn')).toBeTruthy();
    expect(calls.some(({ path }) => path.includes('left=true'))).toBe(true);
  });
});
