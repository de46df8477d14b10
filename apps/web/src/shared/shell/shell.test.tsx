import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { me, serve, stage, useBrowser } from '../testing/stage.tsx';
import { Shell } from './shell.tsx';

function entries(): string[] {
  const nav = screen.getByRole('navigation', { name: 'Chức năng' });
  // Between the name of the office and the link to one's own keys.
  return within(nav)
    .getAllByRole('link')
    .slice(1, -1)
    .map((link) => link.getAttribute('title') ?? '');
}

function show(roles: string[], counts: Record<string, number> = {}) {
  return stage(
    <Shell pathname="/" compact={false} bare={false}>
      <p>nội dung</p>
    </Shell>,
    { who: me({ roles }, { counts }) },
  );
}

describe('Shell', () => {
  useBrowser();

  it.each([
    [
      ['clerk'],
      [
        'Bàn làm việc',
        'Văn bản đến',
        'Văn bản đi',
        'Công việc',
        'Đề nghị',
        'Thư',
        'Sổ và hồ sơ',
        'Theo dõi',
        'Chữ ký số',
      ],
    ],
    [
      ['unit_head', 'specialist'],
      ['Bàn làm việc', 'Văn bản đến', 'Văn bản đi', 'Công việc', 'Đề nghị', 'Thư', 'Sổ và hồ sơ', 'Theo dõi'],
    ],
    [['specialist'], ['Bàn làm việc', 'Văn bản đến', 'Văn bản đi', 'Công việc', 'Đề nghị', 'Thư']],
    [
      ['focal', 'unit_head'],
      ['Bàn làm việc', 'Văn bản đến', 'Văn bản đi', 'Công việc', 'Đề nghị', 'Thư', 'Sổ và hồ sơ', 'Theo dõi'],
    ],
    [['auditor'], ['Bàn làm việc', 'Đề nghị', 'Thư', 'Sổ và hồ sơ', 'Theo dõi', 'Chữ ký số', 'Nhật ký']],
    [['administrator'], ['Bàn làm việc', 'Đề nghị', 'Thư', 'Sổ và hồ sơ', 'Quản trị']],
    [
      ['leader', 'administrator'],
      [
        'Bàn làm việc',
        'Văn bản đến',
        'Văn bản đi',
        'Công việc',
        'Đề nghị',
        'Thư',
        'Sổ và hồ sơ',
        'Theo dõi',
        'Quản trị',
      ],
    ],
  ])('offers %j only what they may use', async (roles, expected) => {
    await show(roles);
    expect(entries()).toEqual(expected);
  });

  it('counts what waits, notices not among the work', async () => {
    await show(['clerk'], { desk: 11, incoming: 7, drafting: 1, outgoing: 3, notifications: 5 });
    expect(screen.getByTitle('Bàn làm việc').textContent).toContain('11');
    expect(screen.getByTitle('Văn bản đi').textContent).toContain('4');
    expect(screen.getByRole('link', { name: /Thông báo/ }).textContent).toContain('5');
  });

  it('finds pages without accents and documents of the server', async () => {
    serve({
      'GET /api/search': () => ({
        items: [
          { kind: 'incoming', objectId: '1', title: '367/UBND-VHTT', subtitle: 'Văn bản đến', link: '/van-ban-den/1' },
        ],
      }),
    });
    const { history } = await show(['clerk']);
    await userEvent.keyboard('{Control>}k{/Control}');
    await userEvent.keyboard('bao mat');
    await screen.findByText('367/UBND-VHTT');
    expect(screen.getByText('Bảo mật của tôi')).toBeTruthy();
    await userEvent.keyboard('{Enter}');
    expect(history.location.pathname).toBe('/van-ban-den/1');
  });
});
