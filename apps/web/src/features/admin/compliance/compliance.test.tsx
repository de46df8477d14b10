import type { EvidenceView, PersonalDataView } from '@congvu/contracts';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { me, serve, stage, useBrowser } from '../../../shared/testing/stage.tsx';
import { ADMINISTRATOR } from '../admin.fixture.ts';
import { EvidencePage } from './evidence-page.tsx';
import { PersonalDataPage } from './personal-data-page.tsx';

const ROW = {
  clause: '3.6.2.1.9',
  group: 'Khóa khi sai',
  requirement: 'Sai 5 lần thì khóa',
  note: '',
  evidence: ['a.test.ts › x'],
};
const VIEW: EvidenceView = {
  builtFrom: { version: '0.1.0', commit: 'abc123', startedAt: '2021-03-22T01:00:00Z' },
  runs: {
    test: { at: '2021-03-22T01:00:00Z', commit: 'abc123', passed: 1234, failed: 0, leftOut: 2, whole: true },
    trust: null,
  },
  controls: [
    { ...ROW, state: 'held', settings: [{ label: 'Khóa khi sai', value: 'khóa sau 9 lần sai', good: false }] },
    {
      ...ROW,
      clause: '3.7.2.6',
      group: 'Mật khẩu',
      requirement: 'Đổi hai tháng',
      state: 'gap',
      note: 'Chưa có.',
      settings: [],
    },
  ],
  asvs: [{ ...ROW, clause: '1.2.4', state: 'held', settings: [] }],
  functions: [],
};

describe('EvidencePage', () => {
  useBrowser();

  it('shows each control with the value it has now, and says what was never run here', async () => {
    serve({ 'GET /api/compliance/evidence': () => VIEW });
    await stage(<EvidencePage />, { who: me({ title: 'Kiểm toán', roles: ['auditor'] }) });
    expect(await screen.findByText('khóa sau 9 lần sai')).toBeTruthy();
    expect(screen.getByText(/chưa đúng mức/)).toBeTruthy();
    expect(screen.getByText(/1\.234 đạt, 0 không đạt, 2 để ngoài/)).toBeTruthy();
    expect(screen.getByText('chưa chạy trên máy này')).toBeTruthy();
    expect(screen.getAllByText('1 kiểm thử tự động')).toHaveLength(2);
  });

  it('filters by state and by words without accents', async () => {
    serve({ 'GET /api/compliance/evidence': () => VIEW });
    await stage(<EvidencePage />, { who: ADMINISTRATOR });
    await screen.findByText('3.6.2.1.9');
    fireEvent.change(screen.getByLabelText('Trạng thái'), { target: { value: 'gap' } });
    await waitFor(() => expect(screen.queryByText('3.6.2.1.9')).toBeNull());
    expect(screen.getByText('3.7.2.6')).toBeTruthy();
    fireEvent.change(screen.getByLabelText('Tìm trong phần này'), { target: { value: 'khong co gi' } });
    expect(await screen.findByText('Không có dòng nào')).toBeTruthy();
    fireEvent.change(screen.getByLabelText('Tìm trong phần này'), { target: { value: 'mat khau' } });
    expect(await screen.findByText('3.7.2.6')).toBeTruthy();
  });
});

describe('PersonalDataPage', () => {
  useBrowser();

  it('shows every class, what is sensitive, and takes it home', async () => {
    const view: PersonalDataView = {
      classes: [
        {
          key: 'papers',
          name: 'Số giấy tờ',
          sensitive: true,
          purpose: 'Cấp chứng thư',
          ground: 'Nghị định 68',
          retention: 'Cùng hồ sơ',
          readers: 'Văn thư',
          protection: 'Che số',
          columns: ['org_person.identity_number'],
          rows: 12_345,
        },
      ],
    };
    serve({ 'GET /api/compliance/personal-data': () => view });
    await stage(<PersonalDataPage />, { who: ADMINISTRATOR });
    expect(await screen.findByText('Nhạy cảm')).toBeTruthy();
    expect(screen.getByText(/12\.345 dòng/)).toBeTruthy();
    expect(screen.getByText('CSV').getAttribute('href')).toBe('/api/compliance/personal-data/export');
  });
});
