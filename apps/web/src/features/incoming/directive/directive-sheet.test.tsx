import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { refuse, serve, stage, useBrowser } from '../../../shared/testing/stage.tsx';
import { assignment, id, incomingView } from '../incoming.fixture.ts';
import { DirectiveSheet } from './directive-sheet.tsx';

const UNITS = {
  units: [
    {
      unitId: id(301),
      name: 'Văn phòng - Thống kê',
      people: [
        { positionId: id(401), personId: id(1), fullName: 'Nguyễn Thị Vân Anh', title: 'Công chức', isHead: true },
      ],
    },
  ],
};
const PHRASE = {
  id: id(601),
  text: 'Giao Văn phòng - Thống kê chủ trì, báo cáo trước ngày 01/4.',
  usedCount: 3,
  assignments: [{ role: 'lead', to: { kind: 'position', positionId: id(401) }, displayName: 'Nguyễn Thị Vân Anh' }],
  dueOn: '2021-03-31',
};

function office(
  phrases: unknown[],
  direct: () => unknown = () => ({
    id: id(500),
    state: 'in_progress',
    stateLabel: '',
    arrivalNumber: 1,
    abilities: {},
  }),
) {
  return serve({
    'GET /api/tasks/assignees': () => UNITS,
    'GET /api/tasks/phrases': () => ({ items: phrases }),
    'POST /api/tasks/due-date': () => ({
      dueOn: '2021-03-31',
      found: 'trước ngày 01/4',
      deadline: {
        dueOn: '2021-03-31',
        workingDaysLeft: 7,
        tone: 'neutral',
        label: '',
        sentence: 'Thứ Tư 31/3, còn 7 ngày làm việc',
      },
    }),
    [`POST /api/incoming/${id(500)}/direct`]: direct,
    [`POST /api/incoming/${id(500)}/sub-assign`]: direct,
  });
}

describe('DirectiveSheet on a phone', () => {
  useBrowser({ phone: true });

  it('takes two taps: the phrase, then send', async () => {
    const calls = office([PHRASE]);
    await stage(<DirectiveSheet view={incomingView()} scope="agency" onClose={undefined} />);
    fireEvent.click(await screen.findByRole('button', { name: PHRASE.text }));
    await screen.findByText('Thứ Tư 31/3, còn 7 ngày làm việc');
    fireEvent.click(screen.getByRole('button', { name: 'Gửi bút phê, giao 1 người' }));
    await waitFor(() => expect(calls.some((call) => call.path.endsWith('/direct'))).toBe(true));
    expect(calls.find((call) => call.path.endsWith('/direct'))?.body).toEqual({
      text: PHRASE.text,
      assignments: [{ role: 'lead', to: { kind: 'position', positionId: id(401) }, note: '' }],
      needsApproval: true,
      rememberPhrase: false,
    });
  });

  it('offers the usual sentences before there are own ones', async () => {
    office([]);
    await stage(<DirectiveSheet view={incomingView()} scope="agency" onClose={undefined} />);
    expect(await screen.findByText(/Giao Văn phòng - Thống kê chủ trì, tham mưu/)).toBeTruthy();
    expect(screen.getByText('Chuyển các bộ phận để biết, thực hiện.')).toBeTruthy();
  });
});

describe('DirectiveSheet on a desk', () => {
  useBrowser();

  it('does not send without a name, and says why', async () => {
    const calls = office([PHRASE]);
    await stage(<DirectiveSheet view={incomingView()} scope="agency" onClose={undefined} />);
    fireEvent.click(await screen.findByRole('button', { name: 'Viết khác' }));
    await userEvent.type(screen.getByLabelText('Ý kiến chỉ đạo'), 'Nghiên cứu, tham mưu.');
    fireEvent.click(screen.getByRole('button', { name: /Gửi bút phê/ }));
    expect(screen.getByText(/Chưa chọn ai/)).toBeTruthy();
    expect(calls.filter((call) => call.path.endsWith('/direct'))).toHaveLength(0);
  });

  it('keeps the words when somebody else was faster', async () => {
    office([PHRASE], () => refuse(409, 'incoming.wrong_state', 'Văn bản vừa được bút phê.'));
    await stage(<DirectiveSheet view={incomingView()} scope="agency" onClose={undefined} />);
    fireEvent.click(await screen.findByRole('button', { name: PHRASE.text }));
    fireEvent.click(screen.getByRole('button', { name: /Gửi bút phê/ }));
    await screen.findByText('Văn bản vừa được bút phê.');
    expect(screen.getByLabelText('Ý kiến chỉ đạo')).toHaveProperty('value', PHRASE.text);
  });

  it('passes a part on inside the unit', async () => {
    const calls = office([]);
    const part = assignment({ id: id(851), abilities: { 'tasks.sub_assign': true } });
    await stage(<DirectiveSheet view={incomingView({ assignments: [part] })} scope="unit" onClose={() => undefined} />);
    await userEvent.click(screen.getByRole('combobox', { name: 'Chủ trì' }));
    await userEvent.keyboard('van anh');
    fireEvent.click(await screen.findByText('Nguyễn Thị Vân Anh'));
    fireEvent.click(screen.getByRole('button', { name: /Phân công/ }));
    await waitFor(() =>
      expect(calls.find((call) => call.path.endsWith('/sub-assign'))?.body).toMatchObject({
        assignmentId: id(851),
        assignments: [{ role: 'lead' }],
      }),
    );
  });
});
